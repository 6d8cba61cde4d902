using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Lab;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Lab;

/// <summary>The simulated stores beside what the portal thinks of them, and what can go wrong with them.</summary>
public sealed partial class LabPage(IEnumerable<LabDesk> desks, IStringLocalizer<LabPage> text) : PortalPageBase
{
    /// <summary>Orders a minute that are offered.</summary>
    private static readonly int[] Rates = [6, 24, 60, 180];

    /// <summary>A store changes without any commit of ours, and just that is worth seeing: it is looked at every second.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private IReadOnlyList<LabShopView> _shops = [];
    private bool _mayUse;

    /// <summary>Null where the Lab is off.</summary>
    private LabDesk? Desk { get; } = desks.FirstOrDefault();

    private IStringLocalizer<LabPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of();

    /// <inheritdoc />
    protected override TimeSpan? BeatEvery => Desk is null ? null : Look;

    /// <inheritdoc />
    protected override bool Concerns(LiveBatch news) => true;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var mayUse = Desk is not null && await Session.AllowsAsync(LabDesk.Permission, cancellationToken);
        var shops = mayUse ? await Desk!.ViewAsync(cancellationToken) : [];
        return () => (_mayUse, _shops) = (mayUse, shops);
    }

    private Task TogglePauseAsync() => DoAsync((desk, caller) => desk.PauseAsync(caller, !desk.IsPaused, Gone));

    private Task SetRateAsync(int rate) => DoAsync((desk, caller) => desk.SetRateAsync(caller, rate, Gone));

    private Task SwitchAsync(string shop, (LabFault Fault, bool On) change) =>
        DoAsync((desk, caller) => desk.SwitchAsync(caller, shop, change.Fault, change.On, CancellationToken.None));

    private Task SellAsync(string shop) => DoAsync((desk, caller) => desk.SellAsync(caller, shop, Gone));

    private Task EditAsync(string shop) => DoAsync((desk, caller) => desk.EditAsync(caller, shop, Gone));

    private async Task DoAsync(Func<LabDesk, Caller, Task<Refusal?>> act)
    {
        if (await Session.FindCallerAsync() is { } caller && Desk is { } desk && await act(desk, caller) is { } refusal)
        {
            Session.Refuse(refusal);
        }
        await ReloadAsync();
    }
}
