// dumbbell_delays SECONDS: ns-3's side of a comparison flow by flow. Sixteen senders of 1472 bytes of UDP payload at
// 100 Mb/s each, 7 us apart, over 1 Gb/s point-to-point links of 100 us with drop-tail queues of 100 packets, to sixteen
// receivers. Prints a line for each flow: number, packets received, mean delay in nanoseconds.
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

static std::unordered_map<uint64_t, int64_t> sentAt;
static std::vector<uint64_t> received(16);
static std::vector<double> delays(16);

static void Sent(Ptr<const Packet> packet) { sentAt[packet->GetUid()] = Simulator::Now().GetNanoSeconds(); }

static void Received(int flow, Ptr<Socket> socket) {
  while (Ptr<Packet> packet = socket->Recv()) {
    received[flow]++;
    delays[flow] += Simulator::Now().GetNanoSeconds() - sentAt[packet->GetUid()];
  }
}

static Ipv4InterfaceContainer Join(PointToPointHelper& helper, Ptr<Node> a, Ptr<Node> b) {
  static uint32_t network = 0;
  NetDeviceContainer devices = helper.Install(a, b);
  Ipv4AddressHelper addresses;
  addresses.SetBase(Ipv4Address(0x0a000000u + (network++ << 2)), Ipv4Mask("255.255.255.252"));
  Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  TrafficControlHelper().Uninstall(devices);  // The devices' own drop-tail queues alone.
  return interfaces;
}

int main(int, char** arguments) {
  NodeContainer nodes;
  nodes.Create(34);
  InternetStackHelper().Install(nodes);
  PointToPointHelper helper;
  helper.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
  helper.SetChannelAttribute("Delay", StringValue("100us"));
  helper.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100p"));
  std::vector<Ipv4Address> destinations;
  for (int flow = 0; flow < 16; flow++) {
    Join(helper, nodes.Get(flow), nodes.Get(32));
    destinations.push_back(Join(helper, nodes.Get(16 + flow), nodes.Get(33)).GetAddress(0));
    Ptr<Socket> sink = Socket::CreateSocket(nodes.Get(16 + flow), UdpSocketFactory::GetTypeId());
    sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
    sink->SetRecvCallback(MakeBoundCallback(&Received, flow));
  }
  Join(helper, nodes.Get(32), nodes.Get(33));
  Ipv4GlobalRoutingHelper::PopulateRoutingTables();
  for (int flow = 0; flow < 16; flow++) {
    OnOffHelper sender("ns3::UdpSocketFactory", InetSocketAddress(destinations[flow], 9));
    sender.SetConstantRate(DataRate("100Mbps"), 1472);
    ApplicationContainer application = sender.Install(nodes.Get(flow));
    application.Start(MicroSeconds(7 * flow));
    application.Get(0)->TraceConnectWithoutContext("Tx", MakeCallback(&Sent));
  }
  Simulator::Stop(Seconds(std::atof(arguments[1])));
  Simulator::Run();
  for (int flow = 0; flow < 16; flow++) {
    std::printf("%d %lu %.0f\n", flow, (unsigned long)received[flow], delays[flow] / received[flow]);
  }
  Simulator::Destroy();
}
