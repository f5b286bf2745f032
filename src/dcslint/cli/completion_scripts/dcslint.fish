# Completions of dcslint for fish: dcslint completions fish | source
function __dcslint_context
    set -l context ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --
                break
            case @VALUED@
                set skip 1
            case '-*'
            case '*'
                switch "$context:$word"
                    case @COMMANDS@
                        set context $word
                    case @ACTIONS@
                        set context "rules $word"
                    case ':*'
                        set context check
                end
        end
    end
    echo $context
end
function __dcslint_in
    set -l context (__dcslint_context)
    test -n "$context"; or set context check
    contains -- $context $argv
end
function __dcslint_value
    # What is there of the value: without the option that it is attached to.
    commandline -ct | string replace -r -- '^--[a-z-]+=' ''
end
function __dcslint_names
    set -l program (commandline -opc)[1]
    set -l before (__dcslint_value | string match -r -- '^.*,')
    # What stands before "=" is not ours to repeat here.
    set before (string replace -r -- '^.*=' '' "$before")
    for name in ($program completions names 2>/dev/null)
        echo "$before$name"
    end
end
function __dcslint_pairs
    # RIGHT … behind what stands before "=", or lines of the input with "=" behind them
    set -l left (__dcslint_value | string match -r -- '^.*=')
    if test -n "$left"
        for right in $argv
            echo "$left$right"
        end
    else
        while read -l name
            echo "$name="
        end
    end
end
complete -c dcslint -f
complete -c dcslint -n 'test -z "$(__dcslint_context)"' -a '@NAMES@'
@LINES@
