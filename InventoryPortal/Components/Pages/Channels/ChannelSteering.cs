using InventoryPortal.Catalog;
using InventoryPortal.Operations;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>What the channel's page changes a channel through.</summary>
public sealed record ChannelSteering(ChannelControlStore Control, ChannelStore Store, ConnectionProbe Probe);
