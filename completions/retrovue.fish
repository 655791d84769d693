# Completion of retrovue for fish: the program itself says what may follow.
function __retrovue_complete
    set -l words (commandline -opc)
    set -l typed (string unescape -- (commandline -ct))
    for line in ($words[1] __complete -- $words[2..] "$typed" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :directories
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c retrovue -f -a '(__retrovue_complete)'
