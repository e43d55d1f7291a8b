# bash completion for plexus
_plexus() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} list='' index
    case $before in
        --config | --log-file | --metrics-file | --defaults | --data-dir | --of | --plugin-dir)
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        peer)
            mapfile -t COMPREPLY < <(compgen -W 'add remove trust untrust ban unban disconnect forget' -- "$word")
            return
            ;;
        dns)
            mapfile -t COMPREPLY < <(compgen -W 'sign verify print' -- "$word")
            return
            ;;
        --log-level)
            mapfile -t COMPREPLY < <(compgen -W 'trace debug info warn error' -- "$word")
            return
            ;;
        join | leave | --plugins)
            # The last of a list is completed.
            local done=${word%"${word##*,}"}
            list=$(plexus plugins 2> /dev/null | sed -n 's/^\([a-z0-9_-]*\) [0-9].*/\1/p')
            mapfile -t COMPREPLY < <(compgen -P "$done" -W "$list" -- "${word##*,}")
            compopt -o nospace
            return
            ;;
    esac
    for ((index = 1; index < COMP_CWORD; index++)); do
        case ${COMP_WORDS[index]} in
            --plugins) list="--plugins ${COMP_WORDS[index + 1]}" ;;
            --plugins=*) list=${COMP_WORDS[index]} ;;
        esac
    done
    if [[ $word == -* ]]; then
        # Options of the listed plugins too.
        # shellcheck disable=SC2086
        list=$( (plexus $list --help || plexus --help) 2> /dev/null | grep -o '^ *--[a-z0-9.-]*' | tr -d ' ')
    elif [ "$COMP_CWORD" -eq 1 ]; then
        list=$(plexus --help 2> /dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9-]*\).*/\1/p')
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$list" -- "$word")
}
complete -F _plexus plexus
