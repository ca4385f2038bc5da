#!/usr/bin/env bash
# A Slurm of its own, on this machine alone: key, sockets, state and logs lie in one folder, ports are high ones that are
# free, and nothing of a Slurm that the machine has is touched. No systemd is needed.
#   slurm.sh start FOLDER [MAX_ARRAY_SIZE]   then export SLURM_CONF=FOLDER/slurm.conf
#   slurm.sh stop FOLDER
# FOLDER must be short: sockets have names of at most 107 letters.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
action=$1 folder=$2 most=${3:-1001}

# Ends the process that a file of ours names, and waits until it is gone.
end() {
  [ -s "$folder/$1.pid" ] || return 0
  local id
  id=$(cat "$folder/$1.pid")
  kill "$id" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$id" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$id" 2>/dev/null || true
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  echo "no port is free" >&2
  return 1
}

if [ "$action" = stop ]; then
  export SLURM_CONF="$folder/slurm.conf"
  timeout 5 scancel --full --user="$(id -un)" 2>/dev/null || true
  end slurmd
  end slurmctld
  end munged
  # What no controller was there to end.
  for id in $(pgrep slurmstepd); do
    if tr '\0' '\n' <"/proc/$id/environ" 2>/dev/null | grep -qxF "SLURM_CONF=$SLURM_CONF"; then
      kill -9 "$id" 2>/dev/null || true
    fi
  done
  exit 0
fi

for program in slurmctld slurmd munged sbatch srun scontrol; do
  command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 1; }
done
mkdir -p "$folder/state" "$folder/spool"
chmod 700 "$folder"
head -c 128 /dev/urandom >"$folder/munge.key"
chmod 400 "$folder/munge.key"
user=$(id -un) host=$(hostname -s) cores=$(nproc)
cat >"$folder/slurm.conf" <<CONF
ClusterName=alone
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
# What was put back into the queue starts again after that many seconds.
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1
ReturnToService=2
KillWait=20
MinJobAge=10
MaxArraySize=$most
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
munged --force --num-threads=1 --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
  --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munge.seed"
slurmctld -c
slurmd -c
for _ in $(seq 100); do
  [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && exit 0
  sleep 0.2
done
tail -n 5 "$folder"/*.log >&2
exit 1
