using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Jobs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>One channel: how it is connected, what may be done with it, and its listings as they follow.</summary>
public sealed partial class ChannelPage(
    ChannelQueries channels, ChannelSteering steering, ListingQueries listings, JobStore jobs, IDialogService dialogs, ChannelTexts texts) : PortalPageBase
{
    private ChannelFilter _filter = new("", null, null, 1);
    private ChannelView? _channel;
    private Paged<ListingView>? _listings;
    private MappingCounts _counts = MappingCounts.None;
    private IReadOnlyList<ProbeCheck>? _test;
    private bool _isTesting;
    private HeldRights _rights = new(false, false, false, false, false);

    /// <summary>From the address.</summary>
    [Parameter]
    public string Key { get; set; } = "";

    private IStringLocalizer<ChannelsPage> Text => texts.Channels;

    private IStringLocalizer<Words> Words => texts.Words;

    private bool AwaitsApproval => _counts.Awaiting > 0;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. Enum.GetValues<LinkState>().Select(s => (LinkState?)s).Prepend(null).Select(state => new TabLinks.Tab(
            state is null ? Words["All"] : Words["Link" + state], (_filter with { State = state, Page = 1 }).ToUri(), state == _filter.State,
            state is { } counted ? _counts.Of(counted) : null)),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics =>
        LiveTopics.Of(LiveTopics.ChannelPrefix + (Key.Length > 0 ? Key : "-")).With(LiveAreas.Channels);

    /// <summary>The page of a channel.</summary>
    public static string Address(string key) => $"/channels/{Uri.EscapeDataString(key)}";

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ChannelFilter.Parse(uri);
        var rights = new HeldRights(
            await Session.HoldsAsync(Permissions.ChannelsConnect, cancellationToken),
            await Session.HoldsAsync(Permissions.ChannelsRules, cancellationToken),
            await Session.HoldsAsync(Permissions.SyncControl, cancellationToken),
            await Session.HoldsAsync(Permissions.ChannelsApprove, cancellationToken),
            await Session.HoldsAsync(Permissions.ListingsEdit, cancellationToken));
        var channel = await channels.FindAsync(Key, await Session.ScopeAsync(cancellationToken), cancellationToken);
        var list = channel is null ? null : await listings.ListAsync(new ListingSearch(Key, filter.State, filter.Search), new PageRequest(filter.Page, ChannelFilter.PageSize), cancellationToken);
        var counts = (await listings.CountAsync(cancellationToken)).GetValueOrDefault(Key) ?? MappingCounts.None;
        return () => (_filter, _channel, _listings, _counts, _rights) = (filter, channel, list, counts, rights);
    }

    private async Task TestAsync()
    {
        _isTesting = true;
        StateHasChanged();
        try
        {
            var answer = await steering.Probe.TestAsync((await Session.CommandAsync()).Caller, Key, Gone);
            Session.Tell(answer);
            _test = (answer as CommandAnswer<IReadOnlyList<ProbeCheck>>.Done)?.Value;
        }
        finally
        {
            _isTesting = false;
        }
    }

    private async Task EditAsync()
    {
        var dialog = await dialogs.ShowAsync<ChannelEditDialog>(
            Text["EditTitle", _channel!.Name],
            new DialogParameters<ChannelEditDialog> { { d => d.Channel, _channel }, { d => d.MayConnect, _rights.Connect } },
            new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, BackdropClick = false });
        await dialog.Result;
        await ReloadAsync();
    }

    private async Task PauseAsync()
    {
        if (await dialogs.ConfirmWithReasonAsync(Text["Pause"], Text["PauseQuestion", _channel!.Name], Text["Pause"]) is { } reason)
        {
            Session.Tell(await steering.Control.PauseAsync(await Session.CommandAsync(), Key, reason.Length == 0 ? null : reason, CancellationToken.None), Text["Paused", _channel.Name]);
            await ReloadAsync();
        }
    }

    private async Task ResumeAsync()
    {
        Session.Tell(await steering.Control.ResumeAsync(await Session.CommandAsync(), Key, reason: null, CancellationToken.None), Text["Resumed", _channel!.Name]);
        await ReloadAsync();
    }

    private async Task ApproveAsync()
    {
        if (await dialogs.AskToSendAsync(Text["Approve"], Key, Text["ApproveQuestion", _channel!.Name], awaiting: true))
        {
            Session.Tell(await steering.Control.ApproveAsync(await Session.CommandAsync(), Key, CancellationToken.None), Text["Approved"]);
            await ReloadAsync();
        }
    }

    private async Task EnterShadowAsync()
    {
        if (await dialogs.ConfirmAsync(Text["ShadowEnter"], Text["ShadowQuestion", _channel!.Name], Text["ShadowEnter"]))
        {
            await ShadowAsync(shadow: true, Text["ShadowEntered", _channel.Name]);
        }
    }

    private async Task LeaveShadowAsync()
    {
        if (await dialogs.AskToSendAsync(Text["ShadowLeave"], Key, Text["ShadowLeaveQuestion", _channel!.Name], awaiting: false))
        {
            await ShadowAsync(shadow: false, Text["ShadowLeft", _channel.Name]);
        }
    }

    private async Task ShadowAsync(bool shadow, string done)
    {
        var input = new ChannelInput(Policy: new ChannelPolicyEdit(Shadow: shadow));
        Session.Tell(await steering.Store.UpdateAsync(await Session.CommandAsync(), Key, input, _channel!.Version, CancellationToken.None), done);
        await ReloadAsync();
    }

    private async Task StartAsync(SyncJobKind kind)
    {
        var answer = await jobs.EnqueueAsync(await Session.CommandAsync(), new JobRequest(kind, Key), CancellationToken.None);
        if (Session.Tell(answer) && answer is CommandAnswer<JobItem>.Done done)
        {
            Navigation.NavigateTo($"/sync/jobs/{done.Value.Id}");
        }
    }

    private sealed record HeldRights(bool Connect, bool Rules, bool Control, bool Approve, bool Listings);
}
