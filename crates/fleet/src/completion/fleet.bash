# Words for fleet, also on the Bash 3.2 of macOS. `eval "$(fleet completions bash)"` in ~/.bashrc, or this file as
# fleet in a folder of bash-completion.
_fleet() {
    local reply
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("$reply")
    done < <(FLEET_COMPLETE=bash FLEET_COMPLETE_WORD="$COMP_CWORD" command fleet -- "${COMP_WORDS[@]}" 2>/dev/null)
    # What ends like this goes on.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        type compopt >/dev/null 2>&1 && compopt -o nospace
    fi
}
complete -F _fleet fleet
