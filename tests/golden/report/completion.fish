# fish completion for converge; generated from its command line.
complete -c converge -f
complete -c converge -l output -x -a 'text json' -d 'How to answer.'
complete -c converge -l root -x -a '(__fish_complete_directories)' -d 'Work on the files below this folder.'
complete -c converge -l limit -s l -x -d 'Only these hosts.'
complete -c converge -s v -d 'Say more.'
complete -c converge -n 'not __fish_seen_subcommand_from apply plan explain secret' -F
complete -c converge -n 'not __fish_seen_subcommand_from apply plan explain secret' -a 'apply' -d 'Make the hosts what the playbook says (it\'s the default).'
complete -c converge -n 'not __fish_seen_subcommand_from apply plan explain secret' -a 'plan' -d 'Show what apply would do: nothing is changed.'
complete -c converge -n 'not __fish_seen_subcommand_from apply plan explain secret' -a 'explain' -d 'Describe a kind.'
complete -c converge -n 'not __fish_seen_subcommand_from apply plan explain secret' -a 'secret' -d 'Work with secrets.'
complete -c converge -n '__fish_seen_subcommand_from apply' -l diff -d 'Show what changes inside files.'
complete -c converge -n '__fish_seen_subcommand_from apply' -l yes -s y -d 'Restart and reboot without asking.'
complete -c converge -n '__fish_seen_subcommand_from apply' -F
complete -c converge -n '__fish_seen_subcommand_from plan' -l diff -d 'Show what changes inside files.'
complete -c converge -n '__fish_seen_subcommand_from plan' -l out -s o -r -F -d 'Save the plan, for `apply FILE`.'
complete -c converge -n '__fish_seen_subcommand_from explain' -a 'file command' -d 'The kind.'
complete -c converge -n '__fish_seen_subcommand_from secret; and not __fish_seen_subcommand_from edit show' -a 'edit' -d 'Edit a secret.'
complete -c converge -n '__fish_seen_subcommand_from secret; and not __fish_seen_subcommand_from edit show' -a 'show' -d 'Show a secret [to people].'
complete -c converge -n '__fish_seen_subcommand_from secret; and __fish_seen_subcommand_from edit' -l out -s o -r -F -d 'Save the plan, for `apply FILE`.'
complete -c converge -n '__fish_seen_subcommand_from secret; and __fish_seen_subcommand_from edit' -F
