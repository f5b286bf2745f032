#compdef dcslint
# Completions of dcslint for zsh: source <(dcslint completions zsh), or the file _dcslint in $fpath
_dcslint_names() {
    local -a names
    names=(${(f)"$(_call_program names $words[1] completions names 2>/dev/null)"})
    compset -P '*,'
    compadd "$@" -a names
}
_dcslint_pair() { # LEFT RIGHT: the functions that complete what stands before and behind "="
    if compset -P '*='; then
        ${(z)2}
    else
        ${(z)1} -S =
    fi
}
_dcslint_words() { # WORD … [-S SUFFIX]
    local -i at=${@[(i)-S]}
    compadd "${@[at,-1]}" -- "${@[1,at-1]}"
}
_dcslint_first() {
    local -a commands=(@NAMES@)
    compadd -a commands
    _files
}
_dcslint() {
    local context= word
    local -i at
    for ((at = 2; at < CURRENT; at++)); do
        word=$words[at]
        case $word in
            (--) break ;;
            (@VALUED@) ((at++)) ;;
            (-*) ;;
            (*)
                case $context:$word in
                    (@COMMANDS@) context=$word ;;
                    (@ACTIONS@) context="rules $word" ;;
                    (:*) context=check ;;
                esac
                ;;
        esac
    done
    case ${context:-check} in
@CONTEXTS@
    esac
}
if [[ $funcstack[1] == _dcslint ]]; then
    _dcslint "$@"
else
    compdef _dcslint dcslint
fi
