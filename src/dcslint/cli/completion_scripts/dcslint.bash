# Completions of dcslint for bash: eval "$(dcslint completions bash)"
_dcslint_offer() { # PREFIX START SUFFIX: those lines of the input that begin so
    local line
    while IFS= read -r line; do
        [[ $line == "$2"* ]] && COMPREPLY+=("$1$line$3")
    done
}
_dcslint_complete() { # KIND VALUE SUFFIX [WORDS]
    # shellcheck disable=SC2086 # the words of $4 are several, and ours
    case $1 in
        files) compopt -o default 2>/dev/null ;;
        folders)
            compopt -o filenames 2>/dev/null
            _dcslint_offer '' '' '' < <(compgen -d -- "$2")
            ;;
        names)
            _dcslint_offer "${2%"${2##*,}"}" "${2##*,}" "$3" \
                < <("$program" completions names 2>/dev/null)
            ;;
        words) _dcslint_offer '' "$2" "$3" < <(printf '%s\n' $4) ;;
    esac
    [[ -n $3 ]] && compopt -o nospace 2>/dev/null
}
_dcslint_value() { # COMMAND OPTION VALUE LEFT: LEFT is what stands before "=" in a pair
    case $1:$2:${4:+=} in
@VALUES@
    esac
}
_dcslint() {
    local IFS=$' \t\n' program=$1 value=${COMP_WORDS[COMP_CWORD]} context='' option='' left='' word
    local -i at
    COMPREPLY=()
    # Files are offered where nothing else is, but not in place of words that are known.
    compopt +o default 2>/dev/null
    for ((at = 1; at < COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        # "=" is a word of its own: behind an option, and between the halves of a pair.
        if [[ -n $option ]]; then
            if [[ $word == = ]]; then
                continue
            elif [[ ${COMP_WORDS[at + 1]} == = ]]; then
                left=$word
            else
                option='' left=''
            fi
            continue
        fi
        case $word in
            --)
                compopt -o default 2>/dev/null
                return
                ;;
            @VALUED@) option=$word ;;
            -*) ;;
            *)
                case $context:$word in
                    @COMMANDS@) context=$word ;;
                    @ACTIONS@) context="rules $word" ;;
                    :*) context=check ;;
                esac
                ;;
        esac
    done
    [[ $value == = ]] && value=''
    if [[ -n $option ]]; then
        _dcslint_value "${context:-check}" "$option" "$value" "$left"
        return
    fi
    if [[ $value == -* ]]; then
        case ${context:-check} in
@OPTIONS@
        esac
        return
    fi
    case $context in
        '')
            compopt -o filenames 2>/dev/null
            _dcslint_complete words "$value" '' '@NAMES@'
            _dcslint_offer '' '' '' < <(compgen -f -- "$value")
            ;;
@OPERANDS@
    esac
}
complete -o default -F _dcslint dcslint
