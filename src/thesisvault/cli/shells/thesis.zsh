#compdef thesis
# Completion of `thesis` in zsh. Put this into ~/.zshrc, below `compinit`:
#     eval "$(thesis completion zsh)"

_thesis_completion() {
    local -a names options told
    local type value help
    while IFS= read -r type && IFS= read -r value && IFS= read -r help; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ -n $help ]]; then
                    options+=("$value")
                    told+=("$value  -- $help")
                else
                    names+=("$value")
                fi
                ;;
        esac
    done < <(
        COMP_WORDS="${(pj:\n:)words[1,CURRENT]}" _THESIS_COMPLETE=zsh_complete \
            ${(Q)words[1]/#\~/$HOME} 2>/dev/null
    )
    (( $#options )) && compadd -U -V options -l -d told -a options
    (( $#names )) && compadd -U -V names -a names
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _thesis_completion "$@"
else
    compdef _thesis_completion thesis
fi
