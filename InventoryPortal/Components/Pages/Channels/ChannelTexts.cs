using InventoryPortal.Components.Shared;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>The texts of the channel pages and those that all pages share.</summary>
public sealed record ChannelTexts(IStringLocalizer<ChannelsPage> Channels, IStringLocalizer<Words> Words);
