#compdef converge
# zsh completion for converge; generated from its command line.

_converge_apply() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--diff[Show what changes inside files.]' \
    '(--yes -y)''--yes[Restart and reboot without asking.]' \
    '(--yes -y)''-y[Restart and reboot without asking.]' \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    '*:PLAYBOOK:_files' \
    && return
}

_converge_plan() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--diff[Show what changes inside files.]' \
    '(--out -o)''--out=[Save the plan, for `apply FILE`.]:FILE:_files' \
    '(--out -o)''-o[Save the plan, for `apply FILE`.]:FILE:_files' \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    && return
}

_converge_explain() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    '*:KIND:(file command)' \
    && return
}

_converge_secret_edit() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '(--out -o)''--out=[Save the plan, for `apply FILE`.]:FILE:_files' \
    '(--out -o)''-o[Save the plan, for `apply FILE`.]:FILE:_files' \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    '*:FILE:_files' \
    && return
}

_converge_secret_show() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    && return
}

_converge_secret() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    '1: :->first' \
    '*:: :->rest' \
    && return
  case $state in
    first)
      local -a commands=(
        'edit:Edit a secret.'
        'show:Show a secret \[to people\].'
      )
      _describe command commands
      ;;
    rest)
      case $line[1] in
        edit) _converge_secret_edit ;;
        show) _converge_secret_show ;;
      esac
      ;;
  esac
}

_converge() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    '--output=[How to answer.]:FORMAT:(text json)' \
    '--root=[Work on the files below this folder.]:DIR:_files -/' \
    '(--limit -l)''--limit=[Only these hosts.]:PATTERN:' \
    '(--limit -l)''-l[Only these hosts.]:PATTERN:' \
    '-v[Say more.]' \
    '1: :->first' \
    '*:: :->rest' \
    && return
  case $state in
    first)
      local -a commands=(
        'apply:Make the hosts what the playbook says (it'\''s the default).'
        'plan:Show what apply would do\: nothing is changed.'
        'explain:Describe a kind.'
        'secret:Work with secrets.'
      )
      _describe command commands
      _files
      ;;
    rest)
      case $line[1] in
        apply) _converge_apply ;;
        plan) _converge_plan ;;
        explain) _converge_explain ;;
        secret) _converge_secret ;;
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = "_converge" ]; then
  _converge "$@"
else
  compdef _converge converge
fi
