/// Why kinds and keys of manifests take no part in the simulation.
extension NotModelled {
  /// By kind.
  static let kubernetesKinds = NotModelled([
    ("files and settings take no part", "ConfigMap Secret"),
    (
      "it is on no server of the network",
      "PersistentVolume PersistentVolumeClaim StorageClass VolumeSnapshot CSIDriver VolumeAttachment"
    ),
    (
      "rights take no part",
      "ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding PodSecurityPolicy "
        + "CertificateSigningRequest"
    ),
    ("the number of replicas is fixed", "HorizontalPodAutoscaler VerticalPodAutoscaler"),
    ("pods stop by `events` only", "PodDisruptionBudget"),
    ("it would start at times of its own", "CronJob"),
    ("services find their pods by selectors", "Endpoints EndpointSlice"),
    ("limits of namespaces take no part", "ResourceQuota LimitRange PriorityClass RuntimeClass"),
    (
      "it changes the cluster itself",
      "CustomResourceDefinition APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration "
        + "InitializerConfiguration IngressClass PodTemplate"
    ),
  ])

  static let kubernetesObject = NotModelled([("what the cluster says itself", "status")])

  static let kubernetesMetadata = NotModelled([
    ("words for people and programs", "annotations"),
    (
      "what the cluster says itself",
      "creationTimestamp uid resourceVersion generation selfLink managedFields ownerReferences finalizers "
        + "deletionTimestamp deletionGracePeriodSeconds generateName clusterName"
    ),
  ])

  static let kubernetesWorkload = NotModelled([
    (
      "pods stop and change by `events` only",
      "strategy updateStrategy minReadySeconds revisionHistoryLimit progressDeadlineSeconds paused "
        + "podManagementPolicy backoffLimit activeDeadlineSeconds ttlSecondsAfterFinished completionMode suspend "
        + "manualSelector podFailurePolicy successPolicy completions rollbackTo persistentVolumeClaimRetentionPolicy "
        + "ordinals podReplacementPolicy"
    ),
    ("pods are found by their labels", "selector serviceName"),
  ])

  static let kubernetesPod = NotModelled([
    (
      "rights take no part",
      "serviceAccountName serviceAccount automountServiceAccountToken securityContext imagePullSecrets "
        + "shareProcessNamespace hostPID hostIPC hostUsers"
    ),
    (
      "pods stop by `events` only",
      "restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds readinessGates"
    ),
    (
      "names are not looked up outside",
      "dnsPolicy dnsConfig hostAliases hostname subdomain setHostnameAsFQDN enableServiceLinks"
    ),
    (
      "pods are placed in the order of the files", "priorityClassName priority preemptionPolicy schedulerName"
    ),
    (
      "what runs in a container is not simulated",
      "initContainers ephemeralContainers runtimeClassName os overhead"
    ),
    ("devices are not simulated", "resourceClaims resources schedulingGates"),
  ])

  static let kubernetesContainer = NotModelled([
    (
      "what runs in a container is not simulated",
      "image imagePullPolicy command args workingDir stdin stdinOnce tty lifecycle terminationMessagePath "
        + "terminationMessagePolicy restartPolicy resizePolicy"
    ),
    ("a pod reads from what it mounts, wherever that is", "volumeMounts volumeDevices"),
    ("rights take no part", "securityContext"),
    ("pods stop by `events` only", "livenessProbe startupProbe"),
    ("settings take no part", "envFrom"),
  ])

  static let kubernetesResources = NotModelled([
    ("memory is not simulated; the scheduler counts requests of it", "memory"),
    (
      "storage and devices are not simulated",
      "ephemeral-storage hugepages-2Mi hugepages-1Gi nvidia.com/gpu claims"
    ),
  ])

  static let kubernetesService = NotModelled([
    ("addresses are given out by rhumb", "clusterIP clusterIPs loadBalancerIP externalIPs loadBalancerClass"),
    ("there is no IPv6", "ipFamilies ipFamilyPolicy"),
    (
      "every client reaches the service",
      "loadBalancerSourceRanges allocateLoadBalancerNodePorts healthCheckNodePort internalTrafficPolicy "
        + "trafficDistribution"
    ),
    ("pods are asked when they are ready", "publishNotReadyAddresses"),
    ("affinity lasts as long as the run", "sessionAffinityConfig"),
  ])

  static let kubernetesServicePort = NotModelled([("words for people and programs", "appProtocol")])
}
