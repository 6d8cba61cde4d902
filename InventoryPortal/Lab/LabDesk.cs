using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Lab.Book;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>One thing as the store shows it, beside what the portal thinks. Units.</summary>
/// <param name="Store">What the store shows itself.</param>
/// <param name="Planned">What the portal wants it to show.</param>
/// <param name="Confirmed">What the portal last saw confirmed.</param>
public sealed record LabItem(string ExternalId, string? Sku, string Title, int? Store, int? Planned, int? Confirmed)
{
    /// <summary>Whether the store shows something else than planned.</summary>
    public bool Differs => Planned is not null && Store != Planned;
}

/// <summary>One simulated store.</summary>
/// <param name="Known">The faults that can be switched on here.</param>
/// <param name="Faults">Those that are on.</param>
/// <param name="Orders">Orders in its book.</param>
/// <param name="UnitsSold">Units sold less those that came back, since it opened.</param>
/// <param name="Differing">Linked things that show something else than planned at this moment.</param>
/// <param name="Items">The most interesting things: those that differ, then those that changed last.</param>
public sealed record LabShopView(
    string Key,
    string Name,
    ChannelKind Kind,
    ChannelState? State,
    IReadOnlyList<LabFault> Known,
    IReadOnlySet<LabFault> Faults,
    int Orders,
    int UnitsSold,
    int UnitsShown,
    int UnitsPlanned,
    int Differing,
    HookCounts Hooks,
    IReadOnlyList<LabItem> Items);

/// <summary>
/// What the page of the Lab sees and does, for Editors and above. It changes simulated stores only, never the portal's own
/// data, so it leaves no activity; the one exception, a new key for a channel, goes through the channel's own command.
/// </summary>
public sealed class LabDesk(
    LabShops shops,
    RightsLookup rights,
    ListingQueries listings,
    ChannelQueries channels,
    ChannelStore channelStore,
    ConnectionLookup connections,
    IOptions<LabOptions> options)
{
    /// <summary>The permission asked for.</summary>
    public const string Permission = Permissions.ChannelsRules;

    /// <summary>Things shown of one store.</summary>
    private const int MaxItems = 12;

    private readonly Random _random = new(options.Value.Seed);
    private readonly Lock _gate = new();

    public bool IsPaused => shops.IsPaused;

    public int OrdersPerMinute => shops.OrdersPerMinute;

    /// <summary>The stores now.</summary>
    public async Task<IReadOnlyList<LabShopView>> ViewAsync(CancellationToken cancellationToken)
    {
        var views = new List<LabShopView>();
        foreach (var shop in shops.All)
        {
            var known = await listings.ListAsync(new ListingSearch(shop.Sign.Key, LinkState.Linked), new PageRequest(1, PageRequest.MaxPageSize), cancellationToken);
            var channel = await channels.FindAsync(shop.Sign.Key, scope: null, cancellationToken);
            views.Add(View(shop, channel?.State, known?.Items ?? []));
        }
        return views;
    }

    /// <summary>Switches a fault. A key given back is a new one, entered at the channel as a person would.</summary>
    public Task<Refusal?> SwitchAsync(Caller caller, string key, LabFault fault, bool on, CancellationToken cancellationToken) =>
        ActAsync(
            caller,
            key,
            async shop =>
            {
                if (on && !shop.Dialect.Faults.Contains(fault))
                {
                    return Refusal.NotFound($"The fault {fault} of {shop.Sign.Name}");
                }
                shop.Switch(fault, on);
                return fault == LabFault.KeyRevoked && !on ? await RenewAsync(shop, cancellationToken) : null;
            },
            cancellationToken);

    /// <summary>One customer buys and pays now.</summary>
    public Task<Refusal?> SellAsync(Caller caller, string key, CancellationToken cancellationToken) =>
        ActAsync(
            caller,
            key,
            shop =>
            {
                shop.Visit(book =>
                {
                    if (ShopperPlan.Buy(book, Chance) is { } order)
                    {
                        ShopperPlan.Apply(book, order with { Status = ShopOrderState.Paid });
                    }
                    return 0;
                });
                return Task.FromResult<Refusal?>(null);
            },
            cancellationToken);

    /// <summary>Somebody changes a quantity in the store's own pages, past the portal.</summary>
    public Task<Refusal?> EditAsync(Caller caller, string key, CancellationToken cancellationToken) =>
        ActAsync(
            caller,
            key,
            shop =>
            {
                shop.Visit(book =>
                {
                    var shelf = book.Products.Values.Where(p => p.ManageStock && p.Stock > 0).ToList();
                    if (shelf.Count > 0)
                    {
                        var item = shelf[Chance.Next(shelf.Count)];
                        book.SetStock(item, item.Stock + 5 + Chance.Next(10));
                    }
                    return 0;
                });
                return Task.FromResult<Refusal?>(null);
            },
            cancellationToken);

    /// <summary>Keeps the shoppers at home, or lets them out.</summary>
    public Task<Refusal?> PauseAsync(Caller caller, bool paused, CancellationToken cancellationToken) =>
        SteerAsync(caller, () => shops.IsPaused = paused, cancellationToken);

    /// <summary>Orders a minute over all stores.</summary>
    public Task<Refusal?> SetRateAsync(Caller caller, int ordersPerMinute, CancellationToken cancellationToken) =>
        SteerAsync(caller, () => shops.OrdersPerMinute = ordersPerMinute, cancellationToken);

    private Random Chance
    {
        get
        {
            lock (_gate)
            {
                return new Random(_random.Next());
            }
        }
    }

    private async Task<Refusal?> SteerAsync(Caller caller, Action act, CancellationToken cancellationToken)
    {
        var refusal = await CheckAsync(caller, cancellationToken);
        if (refusal is null)
        {
            act();
        }
        return refusal;
    }

    private async Task<Refusal?> CheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        var held = await rights.FindAsync(caller, cancellationToken);
        return held?.Allows(Permission) == true ? null : Refusal.Forbidden(Permission, held, channelKey: null);
    }

    private async Task<Refusal?> ActAsync(Caller caller, string key, Func<LabShop, Task<Refusal?>> act, CancellationToken cancellationToken)
    {
        if (await CheckAsync(caller, cancellationToken) is { } forbidden)
        {
            return forbidden;
        }
        return shops.Find(key) is { } shop ? await act(shop) : Refusal.NotFound($"The store {key}");
    }

    private async Task<Refusal?> RenewAsync(LabShop shop, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(shop.Sign.Key, cancellationToken) is not { } channel)
        {
            return null;
        }
        var fresh = shop.Dialect.NewCredentials().Where(c => shop.Dialect.Renewed.Contains(c.Key)).ToDictionary();
        var all = channel.Credentials.Where(c => !fresh.ContainsKey(c.Key)).ToDictionary();
        shop.Renew(all.Concat(fresh.Select(c => KeyValuePair.Create(c.Key, c.Value ?? ""))).ToDictionary());
        var answer = await channelStore.UpdateAsync(CommandContext.System, shop.Sign.Key, new ChannelInput(Credentials: fresh), null, cancellationToken);
        return (answer as CommandAnswer<ChannelView>.Refused)?.Refusal;
    }

    private static LabShopView View(LabShop shop, ChannelState? state, IReadOnlyList<ListingView> known)
    {
        var shown = shop.Shown();
        var (orders, sold) = shop.Visit(book => (book.Orders.Count, book.UnitsSold()));
        var items = known.Select(l => (
            Item: new LabItem(l.ExternalId, l.Sku, l.Title ?? "", shown.GetValueOrDefault(l.ExternalId).Stock, l.DesiredQuantity, l.ConfirmedQuantity),
            shown.GetValueOrDefault(l.ExternalId).Modified)).ToList();
        return new LabShopView(
            shop.Sign.Key,
            shop.Sign.Name,
            shop.Dialect.Kind,
            state,
            [.. Enum.GetValues<LabFault>().Where(shop.Dialect.Faults.Contains)],
            shop.Faults,
            orders,
            sold,
            items.Sum(i => i.Item.Store ?? 0),
            items.Sum(i => i.Item.Planned ?? 0),
            items.Count(i => i.Item.Differs),
            shop.Hooks,
            [.. items.OrderByDescending(i => i.Item.Differs).ThenByDescending(i => i.Modified).ThenBy(i => i.Item.Sku, StringComparer.Ordinal).Take(MaxItems).Select(i => i.Item)]);
    }
}
