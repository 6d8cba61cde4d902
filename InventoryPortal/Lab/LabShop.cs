using System.Collections.Immutable;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>A simulated shop that is open: its book under one lock, on disk before anybody sees a change, with its faults and its webhooks.</summary>
public sealed class LabShop : IDisposable
{
    /// <summary>Orders kept at hand; older closed ones are filed away, so that a shop that is open for days stays small.</summary>
    private const int MaxOrders = 2_000;

    private readonly Lock _gate = new();
    private readonly ShopBook _book;
    private readonly ILabApi _api;
    private readonly ShopJournal _journal;
    private readonly ShopPost _post;
    private readonly HashSet<(bool IsOrder, long Id)> _dirty = [];
    private ImmutableHashSet<LabFault> _faults = [];
    private IReadOnlyDictionary<string, string>? _credentials;
    private Uri? _callback;
    private (int Calls, int Items) _writes;

    internal LabShop(ILabDialect dialect, ShopSign sign, string file, LabOptions options, TimeProvider clock)
    {
        Dialect = dialect;
        Sign = sign;
        _book = new ShopBook(clock, dialect.Rules, Happened);
        _api = dialect.Open(_book);
        _post = new ShopPost(_book, _api, options, clock);
        _journal = new ShopJournal(file);
    }

    /// <summary>What it speaks.</summary>
    public ILabDialect Dialect { get; }

    public ShopSign Sign { get; }

    /// <summary>What is wrong with it now.</summary>
    public IReadOnlySet<LabFault> Faults => _faults;

    /// <summary>Whether it takes a key; before that nobody trades with it.</summary>
    public bool IsOpen => _credentials is not null;

    /// <summary>Switches a fault that its kind of channel knows.</summary>
    public void Switch(LabFault fault, bool on)
    {
        if (on && !Dialect.Faults.Contains(fault))
        {
            throw new ArgumentOutOfRangeException(nameof(fault), fault, $"A shop of the kind {Dialect.Kind} knows no such fault.");
        }
        ImmutableInterlocked.Update(ref _faults, (set, f) => on ? set.Add(f) : set.Remove(f), fault);
        if (fault == LabFault.HooksDisabled && on)
        {
            Locked(SwitchHooksOff);
        }
    }

    public bool Has(LabFault fault) => _faults.Contains(fault);

    /// <summary>The only credentials that it takes from now on, and where its webhooks go.</summary>
    internal void Take(IReadOnlyDictionary<string, string> credentials, Uri callback) => Locked(() =>
    {
        (_credentials, _callback) = (credentials, callback);
        _api.Opened(credentials, callback);
        return 0;
    });

    /// <summary>The only credentials that it takes from now on; its webhooks go where they went.</summary>
    internal void Renew(IReadOnlyDictionary<string, string> credentials) => Take(credentials, _callback!);

    /// <summary>Reads its book from disk; false when there is none.</summary>
    internal bool Load() => Locked(() =>
    {
        var found = _journal.Load(_book);
        _book.SkipIds(1_000);
        return found;
    });

    /// <summary>Whose book it is, as given to <see cref="Begin"/>; null without one.</summary>
    internal string? Owner => Locked(() => _journal.Owner);

    /// <summary>Begins an empty book that belongs to <paramref name="owner"/>; another's is thrown away.</summary>
    internal void Begin(string owner) => Locked(() =>
    {
        _book.Clear();
        _dirty.Clear();
        _journal.Begin(_book, owner);
        return 0;
    });

    /// <summary>The goods with which it opens.</summary>
    internal IReadOnlyList<ShopProduct> Shelf() => Dialect.Shelf(Sign, () => Visit(b => b.NextId()));

    /// <summary>Reads or changes the book; what changed is on disk when this returns.</summary>
    public T Visit<T>(Func<ShopBook, T> act) => Locked(() => act(_book));

    /// <summary>Units that it shows for each of its items, by the id that the portal knows, with the instant of the last change.</summary>
    public IReadOnlyDictionary<string, (int? Stock, DateTimeOffset Modified)> Shown() =>
        Locked(() => _book.Products.Values.ToDictionary(Dialect.ExternalId, p => (_book.Keeper(p)?.Stock, p.Modified)));

    /// <summary>Units sold less those that came back, by the id that the portal knows.</summary>
    public IReadOnlyDictionary<string, int> Sold() => Locked(() => _book.Products.Values.ToDictionary(Dialect.ExternalId, p => _book.UnitsSold(p.Id)));

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

    /// <summary>The answer that a fault puts in place of the real one; null when the request is worked on.</summary>
    internal LabReply? Spoil(LabRequest request)
    {
        var spoiling = LabFaults.Spoiling.Where(_faults.Contains);
        return Locked(() => spoiling.Select(f => _api.Spoil(f, request)).FirstOrDefault(r => r is not null));
    }

    /// <summary>Answers a request as a shop with these faults does.</summary>
    internal LabReply Answer(LabRequest request) => Concluded(() =>
    {
        var items = _api.Items(request);
        _writes = items == 0 ? _writes : (_writes.Calls + 1, _writes.Items + items);
        return _api.Answer(request, new LabScene(Has(LabFault.KeyRevoked) ? null : _credentials, Has(LabFault.HalfBatch)));
    });

    /// <summary>The answer to a request that had to wait for what the caller's address says.</summary>
    internal LabReply Heard(LabQuestion question, int status, string body) => Concluded(() => question.Then(status, body));

    private LabReply Concluded(Func<LabReply> answer) => Locked(() =>
    {
        var reply = answer();
        if (reply.Ping is { } made)
        {
            _post.Ping(made);
        }
        if (Has(LabFault.HooksDisabled))
        {
            SwitchHooksOff();
        }
        return reply;
    });

    /// <summary>Requests that asked it to show other quantities, taken or refused, and how many things they named.</summary>
    public (int Calls, int Items) Writes => Locked(() => _writes);

    /// <summary>How many things a request would change.</summary>
    internal int Items(LabRequest request) => Locked(() => _api.Items(request));

    /// <summary>Whether the answer to this request is lost on the way.</summary>
    internal bool LosesAnswer(LabRequest request) => Has(LabFault.LostAfter) && Locked(() => _api.IsChange(request));

    /// <summary>The webhooks that leave now, each with its wrapping.</summary>
    internal IReadOnlyList<(OutgoingHook Hook, LabEnvelope Envelope)> TakeDue() =>
        Locked(() => _post.TakeDue(Has(LabFault.HooksDoubled)).Select(h => (h, _api.Dress(h))).ToList());

    /// <summary>Notes how one was answered.</summary>
    internal void Delivered(OutgoingHook sent, int status) => Locked(() => _post.Delivered(sent, status));

    /// <summary>Webhooks so far; a message that is kept to be pulled waits too.</summary>
    public HookCounts Hooks => Locked(() =>
    {
        var counts = _post.Counts;
        return counts with { Waiting = counts.Waiting + _api.Kept, Disabled = _book.Hooks.Values.Count(h => h.Status == "disabled") };
    });

    /// <inheritdoc />
    public void Dispose() => _journal.Dispose();

    private int SwitchHooksOff()
    {
        _api.SwitchHooksOff(_book);
        return 0;
    }

    private void Happened(ShopEvent what)
    {
        _dirty.Add((what.IsOrder, what.Id));
        _api.Happened(what, _faults);
        _post.Happened(what, _faults);
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
        foreach (var old in _book.Orders.Values.Where(IsClosed).Take(Math.Max(0, _book.Orders.Count - MaxOrders)).ToList())
        {
            _dirty.UnionWith(_book.File(old).Select(p => (false, p.Id)));
            filed.Add(old.Id);
        }
        var products = _dirty.Where(d => !d.IsOrder).Select(d => _book.Products.GetValueOrDefault(d.Id)).OfType<ShopProduct>().ToList();
        var orders = _dirty.Where(d => d.IsOrder).Select(d => _book.Orders.GetValueOrDefault(d.Id)).OfType<ShopOrder>().ToList();
        _dirty.Clear();
        _journal.Write(_book, products, orders, filed);
    }

    private static bool IsClosed(ShopOrder order) =>
        order.Status is ShopOrderState.Completed or ShopOrderState.Refunded or ShopOrderState.Cancelled or ShopOrderState.Failed or ShopOrderState.Trashed;
}
