# Completion of retrovue for bash: the program itself says what may follow.
_retrovue() {
  local -a words=()
  local word joined='' line last cut quoted
  COMPREPLY=()
  # Bash parts words at = and :, the program wants them whole.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ${#words[@]} -gt 0 && ( $word == [=:]* || -n $joined ) ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
    if [[ $word == *[=:] ]]; then joined=yes; else joined=''; fi
  done
  last=${words[-1]//[\\\"\']/}
  words[-1]=$last
  cut=${last%"${last##*[=:]}"}
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default ;;
      :directories) compopt -o dirnames ;;
      *)
        line=${line%%$'\t'*}
        printf -v quoted %q "${line#"$cut"}"
        COMPREPLY+=("$quoted")
        ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
}
complete -F _retrovue retrovue
