using System.Collections.Immutable;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Lab;

/// <summary>Which simulated store: its channel's key, its name and the weight its channel starts with.</summary>
public sealed record ShopSign(string Key, string Name, int Weight);

/// <summary>One webhook that leaves now.</summary>
internal sealed record OutgoingHook(ShopHook Hook, string Topic, string Body);

/// <summary>Deliveries so far.</summary>
public sealed record HookCounts(int Waiting, int Taken, int Refused, int Disabled);

/// <summary>A simulated store that is open: its book under one lock, on disk before anybody sees a change, with its faults and its webhooks.</summary>
public sealed class LabShop : IDisposable
{
    /// <summary>Orders kept at hand; older closed ones are filed away, so that a shop that is open for days stays small.</summary>
    private const int MaxOrders = 2_000;

    private readonly Lock _gate = new();
    private readonly ShopBook _book;
    private readonly ShopRoutes _routes;
    private readonly ShopJournal _journal;
    private readonly ShopPost _post;
    private readonly HashSet<(bool IsOrder, long Id)> _dirty = [];
    private ImmutableHashSet<LabFault> _faults = [];
    private (string Key, string Secret)? _keys;

    internal LabShop(ShopSign sign, string file, LabOptions options, TimeProvider clock)
    {
        Sign = sign;
        _post = new ShopPost(options, clock);
        _book = new ShopBook(clock, Happened);
        _routes = new ShopRoutes(_book);
        _journal = new ShopJournal(file);
    }

    public ShopSign Sign { get; }

    /// <summary>What is wrong with it now.</summary>
    public IReadOnlySet<LabFault> Faults => _faults;

    /// <summary>Whether it takes a key; before that nobody trades with it.</summary>
    public bool IsOpen => _keys is not null;

    public void Switch(LabFault fault, bool on)
    {
        ImmutableInterlocked.Update(ref _faults, (set, f) => on ? set.Add(f) : set.Remove(f), fault);
        if (fault == LabFault.HooksDisabled && on)
        {
            Locked(SwitchHooksOff);
        }
    }

    public bool Has(LabFault fault) => _faults.Contains(fault);

    /// <summary>The only key that it takes.</summary>
    internal void Take(string consumerKey, string consumerSecret) => _keys = (consumerKey, consumerSecret);

    /// <summary>Reads its book from disk; false when there is none.</summary>
    internal bool Load() => Locked(() =>
    {
        var found = _journal.Load(_book);
        _book.SkipIds(1_000);
        return found;
    });

    /// <summary>Reads or changes the book; what changed is on disk when this returns.</summary>
    public T Visit<T>(Func<ShopBook, T> act) => Locked(() => act(_book));

    /// <summary>Puts goods on the shelves that were there before, without telling anybody.</summary>
    internal void Stock(IEnumerable<ShopProduct> products) => Locked(() =>
    {
        foreach (var product in products)
        {
            _book.Add(product);
            _dirty.Add((false, product.Id));
        }
        return 0;
    });

    /// <summary>Begins anew with these goods; ids far above the lost ones, so that no old order is taken for a new one.</summary>
    internal void Rebuild(IEnumerable<ShopProduct> products)
    {
        Stock(products);
        Locked(() =>
        {
            _book.SkipIds(10_000_000);
            return 0;
        });
    }

    /// <summary>Answers a request as a store with these faults does.</summary>
    internal ShopRoutes.Reply Answer(ShopRequest request, IQueryCollection query)
    {
        var (key, secret) = Has(LabFault.KeyRevoked) || _keys is null ? ("", "") : _keys.Value;
        var half = Has(LabFault.HalfBatch) ? new ShopRoutes.HalfFault("woocommerce_rest_cannot_edit", 500) : null;
        return ShopKeys.Refusal(request, key, secret, "read_write") ?? Locked(() =>
        {
            var reply = _routes.Handle(request, query, half);
            if (Has(LabFault.HooksDisabled))
            {
                SwitchHooksOff();
            }
            return reply;
        });
    }

    /// <summary>The webhooks that leave now.</summary>
    internal IReadOnlyList<OutgoingHook> TakeDue() => Locked(() => _post.TakeDue(_book, Has(LabFault.HooksDoubled)));

    /// <summary>Notes how one was answered.</summary>
    internal void Delivered(OutgoingHook sent, int status) => Locked(() => _post.Delivered(sent, status));

    /// <summary>Webhooks so far.</summary>
    public HookCounts Hooks => Locked(() => _post.Counts with { Disabled = _book.Hooks.Values.Count(h => h.Status == "disabled") });

    /// <inheritdoc />
    public void Dispose() => _journal.Dispose();

    private int SwitchHooksOff()
    {
        foreach (var hook in _book.Hooks.Values)
        {
            hook.Status = "disabled";
        }
        return 0;
    }

    private void Happened(string topic, long id)
    {
        _dirty.Add((topic.StartsWith("order", StringComparison.Ordinal), id));
        _post.Happened(_book, topic, id, _faults);
    }

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
        {
            var result = act();
            if (_dirty.Count > 0)
            {
                Keep();
            }
            return result;
        }
    }

    private void Keep()
    {
        var filed = new List<long>();
        foreach (var old in _book.Orders.Values.Where(o => o.Status is "completed" or "refunded" or "cancelled" or "failed" or "trash")
            .Take(Math.Max(0, _book.Orders.Count - MaxOrders)).ToList())
        {
            _dirty.UnionWith(_book.File(old).Select(p => (false, p.Id)));
            filed.Add(old.Id);
        }
        var products = _dirty.Where(d => !d.IsOrder).Select(d => _book.Products.GetValueOrDefault(d.Id)).OfType<ShopProduct>().ToList();
        var orders = _dirty.Where(d => d.IsOrder).Select(d => _book.Orders.GetValueOrDefault(d.Id)).OfType<ShopOrder>().ToList();
        _dirty.Clear();
        _journal.Write(_book, products, orders, filed);
    }
}
