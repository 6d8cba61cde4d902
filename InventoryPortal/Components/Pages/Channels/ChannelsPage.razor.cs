using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>Every channel with its state, and what waits for it.</summary>
public sealed partial class ChannelsPage(
    ChannelQueries channels, ChannelControlStore control, DispatchQueries dispatch, IDialogService dialogs,
    IStringLocalizer<ChannelsPage> text, IStringLocalizer<Words> words) : PortalPageBase
{
    /// <summary>Channels shown at once: a merchant has a handful, and the contract's largest page bounds it.</summary>
    private const int MaxShown = 200;

    private IReadOnlyList<ChannelView> _channels = [];
    private Dictionary<string, LaneStatus> _lanes = [];
    private bool _mayConnect;
    private bool _mayControl;

    private IStringLocalizer<ChannelsPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Sync).With(LiveAreas.Channels);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var (connect, control) = (await Session.AllowsAsync(Permissions.ChannelsConnect, cancellationToken), await Session.HoldsAsync(Permissions.SyncControl, cancellationToken));
        var caller = await Session.FindCallerAsync();
        var list = caller is null ? null : await channels.ListAsync(caller, new PageRequest(1, MaxShown), cancellationToken);
        var lanes = (await dispatch.StatusAsync(await Session.ScopeAsync(cancellationToken), cancellationToken)).ToDictionary(l => l.Channel);
        return () => (_channels, _lanes, _mayConnect, _mayControl) = (list?.Items ?? [], lanes, connect, control);
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private async Task ConnectAsync()
    {
        var dialog = await dialogs.ShowAsync<ChannelConnectDialog>(
            text["Connect"], new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, BackdropClick = false });
        if (await dialog.Result is { Canceled: false, Data: string key })
        {
            Navigation.NavigateTo(ChannelPage.Address(key));
        }
    }

    private async Task PauseAsync(ChannelView channel)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["Pause"], text["PauseQuestion", channel.Name], text["Pause"]) is { } reason)
        {
            Session.Tell(await control.PauseAsync(await Session.CommandAsync(), channel.Key, reason.Length == 0 ? null : reason, CancellationToken.None), text["Paused", channel.Name]);
            await ReloadAsync();
        }
    }

    private async Task ResumeAsync(ChannelView channel)
    {
        Session.Tell(await control.ResumeAsync(await Session.CommandAsync(), channel.Key, reason: null, CancellationToken.None), text["Resumed", channel.Name]);
        await ReloadAsync();
    }
}
