# Completion of `thesis` in bash. Put this into ~/.bashrc:
#     eval "$(thesis completion bash)"

_thesis_completion() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(
        COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_TYPE="$COMP_TYPE" \
            COMP_WORDBREAKS="$COMP_WORDBREAKS" _THESIS_COMPLETE=bash_complete \
            "${1/#\~/$HOME}" 2>/dev/null
    )
}

complete -o nosort -F _thesis_completion thesis 2>/dev/null ||
    complete -F _thesis_completion thesis
