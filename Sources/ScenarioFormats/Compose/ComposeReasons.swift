/// Why keys of compose files take no part in the simulation.
extension NotModelled {
  static let composeFile = NotModelled([
    ("files take no part", "volumes secrets configs"), ("not simulated", "models"),
  ])

  static let composeService = NotModelled([
    (
      "what runs in a container is not simulated",
      "image build command entrypoint working_dir user tty stdin_open init platform runtime pull_policy "
        + "isolation stop_signal stop_grace_period post_start pre_stop develop attach provider models gpus "
        + "use_api_socket label_file"
    ),
    (
      "files take no part",
      "volumes volumes_from secrets configs tmpfs shm_size read_only storage_opt devices device_cgroup_rules"
    ),
    (
      "memory and the kernel's scheduler are not simulated",
      "mem_limit mem_reservation mem_swappiness memswap_limit oom_kill_disable oom_score_adj cpu_count "
        + "cpu_percent cpu_shares cpu_period cpu_quota cpu_rt_runtime cpu_rt_period cpuset pids_limit blkio_config "
        + "ulimits cgroup cgroup_parent"
    ),
    (
      "rights take no part",
      "cap_add cap_drop privileged security_opt credential_spec userns_mode group_add ipc pid uts sysctls"
    ),
    ("containers stop by `events` only", "restart"),
    ("names are those of rhumb", "container_name hostname domainname"),
    ("names are not looked up outside", "dns dns_search dns_opt extra_hosts external_links"),
    ("words for people and programs", "labels annotations logging"),
    ("hardware addresses are rhumb's", "mac_address"),
    ("containers of one network reach each other on all ports", "expose"),
  ])

  static let composeDeploy = NotModelled([
    ("words for people and programs", "labels"),
    ("containers are all on one host", "placement"),
    ("containers stop and change by `events` only", "restart_policy update_config rollback_config"),
  ])

  static let composeResources = NotModelled([
    ("memory and devices are not simulated", "memory pids devices generic_resources")
  ])

  static let composeHealthcheck = NotModelled([("what a probe asks is not simulated", "test")])

  static let composeAttachment = NotModelled([
    ("there is no IPv6", "ipv6_address link_local_ips"),
    ("interfaces are rhumb's", "interface_name mac_address gw_priority driver_opts"),
  ])

  static let composeNetwork = NotModelled([
    ("words for people and programs", "labels"),
    ("there is no IPv6", "enable_ipv6"),
    ("networks always have IPv4", "enable_ipv4"),
    ("who may attach by hand takes no part", "attachable"),
  ])

  static let composeIPAM = NotModelled([
    ("addresses are given out by rhumb", "driver options"),
    ("addresses are given out from the whole subnet", "ip_range aux_addresses"),
  ])

  static let composePort = NotModelled([
    ("words for people and programs", "name app_protocol")
  ])

  static let composeDependency = NotModelled([("containers stop by `events` only", "restart")])
}
