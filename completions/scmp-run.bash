# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completion for scmp-run(1)

_scmp_run_profiles()
{
    local dir file

    printf '%s\n' base default files net stdio
    for dir in "${XDG_CONFIG_HOME:-$HOME/.config}/scmp-run" /etc/scmp-run /usr/share/scmp-run; do
        for file in "$dir"/*.profile; do
            [[ -e $file ]] || continue
            file=${file##*/}
            printf '%s\n' "${file%.profile}"
        done
    done
}

# Where PROGRAM stands: after "--", or the first word that is neither an option nor its value.
_scmp_run_program_index()
{
    local i

    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --) echo $((i + 1)); return ;;
            --profile|--allow|--deny|--default|--arch|--kernel|--keep-cap) ((i++))
                # bash splits --option=value into three words
                [[ ${COMP_WORDS[i]} == = ]] && ((i++)) ;;
            =) ((i++)) ;;
            -*) ;;
            *) echo "$i"; return ;;
        esac
    done
}

_scmp_run()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words='' index

    COMPREPLY=()
    index=$(_scmp_run_program_index)
    if [[ -n $index && $index -le $COMP_CWORD ]]; then
        if declare -F _command_offset >/dev/null; then
            _command_offset "$index"
        elif [[ $index == "$COMP_CWORD" ]]; then
            mapfile -t COMPREPLY < <(compgen -c -- "$cur")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        fi
        return
    fi

    if [[ $cur == = ]]; then
        cur='' prev=$prev=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}=
    fi
    case $prev in
        --profile|--profile=)
            if [[ $cur == */* ]]; then
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                return
            fi
            words=$(_scmp_run_profiles | sort -u) ;;
        --default|--default=) words='allow deny kill kill-thread log trap' ;;
        --arch|--arch=) words='aarch64 x32 x86 x86_64' ;;
        --show=) words='bpf disasm pfc rules' ;;
        --allow*|--deny*|--kernel*|--keep-cap*) return ;;
        *)
            if [[ $cur != -* ]]; then
                mapfile -t COMPREPLY < <(compgen -c -- "$cur")
                return
            fi
            words='--allow --arch --default --deny --dry-run --help --keep-cap --kernel
                --profile --show --version' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _scmp_run scmp-run
