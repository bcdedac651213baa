# Completion of `thesis` in fish. Put this into ~/.config/fish/completions/thesis.fish:
#     thesis completion fish | source

function _thesis_completion
    set -l words (commandline -opc) (commandline -ct)
    set -lx COMP_WORDS (string join \n -- $words | string collect)
    set -lx _THESIS_COMPLETE fish_complete
    for line in (command $words[1] 2>/dev/null)
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case plain
                printf '%s\n' $parts[2]
        end
    end
end

complete --no-files --command thesis --arguments "(_thesis_completion)"
