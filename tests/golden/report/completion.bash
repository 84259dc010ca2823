# bash completion for converge; generated from its command line.

_converge() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local path='converge' index
  COMPREPLY=()

  # "--option=value" arrives as three words.
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((index = 1; index < COMP_CWORD; ++index)); do
    case "$path ${COMP_WORDS[index]}" in
    'converge apply') path='converge apply' ;;
    'converge plan') path='converge plan' ;;
    'converge plan'' --out'|'converge plan'' -o') [[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;
    'converge explain') path='converge explain' ;;
    'converge secret') path='converge secret' ;;
    'converge secret edit') path='converge secret edit' ;;
    'converge secret edit'' --out'|'converge secret edit'' -o') [[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;
    'converge secret show') path='converge secret show' ;;
    *' --output') [[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;
    *' --root') [[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;
    *' --limit'|*' -l') [[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;
    esac
  done
  case "$path $previous" in
    'converge plan'' --out'|'converge plan'' -o') mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames; return ;;
    'converge secret edit'' --out'|'converge secret edit'' -o') mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames; return ;;
    *' --output') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word"); return ;;
    *' --root') mapfile -t COMPREPLY < <(compgen -d -- "$word"); compopt -o filenames; return ;;
    *' --limit'|*' -l') :; return ;;
  esac
  [[ $word != -* ]] || path+=' -'
  case $path in
    'converge -') mapfile -t COMPREPLY < <(compgen -W '--output --root --limit -l -v' -- "$word") ;;
    'converge') mapfile -t COMPREPLY < <(compgen -W 'apply plan explain secret' -- "$word"); [[ ${#COMPREPLY[@]} -gt 0 ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames; } ;;
    'converge apply -') mapfile -t COMPREPLY < <(compgen -W '--diff --yes -y --output --root --limit -l -v' -- "$word") ;;
    'converge apply') mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames ;;
    'converge plan -') mapfile -t COMPREPLY < <(compgen -W '--diff --out -o --output --root --limit -l -v' -- "$word") ;;
    'converge plan') : ;;
    'converge explain -') mapfile -t COMPREPLY < <(compgen -W '--output --root --limit -l -v' -- "$word") ;;
    'converge explain') mapfile -t COMPREPLY < <(compgen -W 'file command' -- "$word") ;;
    'converge secret -') mapfile -t COMPREPLY < <(compgen -W '--output --root --limit -l -v' -- "$word") ;;
    'converge secret') mapfile -t COMPREPLY < <(compgen -W 'edit show' -- "$word") ;;
    'converge secret edit -') mapfile -t COMPREPLY < <(compgen -W '--out -o --output --root --limit -l -v' -- "$word") ;;
    'converge secret edit') mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames ;;
    'converge secret show -') mapfile -t COMPREPLY < <(compgen -W '--output --root --limit -l -v' -- "$word") ;;
    'converge secret show') : ;;
  esac
}

complete -F _converge converge
