using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Domain.Risk;

/// <summary>
/// Runs what happened to one product over other rules: the ledger hears of each sale as late as it did, plans by the same
/// <see cref="Allocator"/>, and each channel shows the new number as late as it does. Pure, in memory; the same events and rules give the same tally.
/// </summary>
/// <remarks>
/// What the model says of its subject: a channel lowers its own number at its own sale; a write leaves out what the channel sold
/// unheard; a split listing is raised only to what the others cannot sell (<see cref="ExposureRule"/>). Demand is what was sold:
/// who was turned away then is on no record, so missed sales are those that the other rules would have turned away.
/// </remarks>
public sealed class ProductReplay
{
    private readonly ReplayListing[] _listings;
    private readonly AllocationInput[] _inputs;
    private readonly AllocationShare[] _shares;
    private readonly ListingExposure[] _exposures;
    private readonly int[] _shown;
    private readonly int[] _unheard;
    private readonly int[] _inFlight;
    private readonly int[] _soldPastPlan;
    private readonly int[] _desired;
    private readonly ReplayFlash? _flash;
    private readonly int _buffer;
    private readonly PriorityQueue<Pending, (long At, long Order)> _pending = new();
    private long _order;
    private long _there;
    private long _known;
    private bool _wasSellable;
    private ReplayTally _tally;

    /// <param name="available">Units there are at the beginning, known and shown.</param>
    /// <param name="buffer">Units of the product that no channel shows.</param>
    /// <param name="listings">Every listing of the product.</param>
    /// <param name="flash">When sharing turns into shares by itself; null for never.</param>
    public ProductReplay(int available, int buffer, IReadOnlyList<ReplayListing> listings, FlashLimits? flash = null)
    {
        ArgumentNullException.ThrowIfNull(listings);
        _listings = [.. listings];
        _inputs = [.. listings.Select(l => l.Rules)];
        _shares = new AllocationShare[_inputs.Length];
        _exposures = new ListingExposure[_inputs.Length];
        (_shown, _unheard) = (new int[_inputs.Length], new int[_inputs.Length]);
        (_inFlight, _soldPastPlan) = (new int[_inputs.Length], new int[_inputs.Length]);
        Array.Fill(_inFlight, Nothing);
        _desired = new int[_inputs.Length];
        _flash = flash is null ? null : new ReplayFlash(flash, _listings);
        (_buffer, _there, _known, _wasSellable) = (buffer, available, available, available > buffer);
        Divide();
        _desired.CopyTo(_shown, 0);
    }

    private const int Nothing = -1;

    private enum Step { Heard, Shown }

    /// <summary>Replays events in the order of their instants.</summary>
    public ReplayTally Run(IEnumerable<ReplayEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var one in events)
        {
            Advance(one.At.UtcTicks);
            _tally = _tally with { Events = _tally.Events + 1 };
            switch (one.Kind)
            {
                case ReplayKind.Demand:
                    Sell(one);
                    break;
                case ReplayKind.GivenBack:
                    _there += one.Units;
                    Later(one.At.UtcTicks + one.LagIn.Ticks, new Pending(Step.Heard, one.Listing, -one.Units));
                    break;
                default:
                    _there += one.Units;
                    _known += one.Units;
                    Plan(one.At.UtcTicks);
                    break;
            }
        }
        Advance(long.MaxValue);
        return _tally;
    }

    private void Sell(in ReplayEvent one)
    {
        var sold = Math.Min(one.Units, Math.Max(0, _shown[one.Listing]));
        var lacking = (int)Math.Clamp(sold - Math.Max(0, _there), 0, sold);
        _tally = _tally with
        {
            Sold = _tally.Sold + sold,
            Missed = _tally.Missed + one.Units - sold,
            Oversells = _tally.Oversells + (lacking > 0 ? 1 : 0),
            OversoldUnits = _tally.OversoldUnits + lacking,
        };
        if (sold == 0)
        {
            return;
        }
        _there -= sold;
        _shown[one.Listing] -= sold;
        _unheard[one.Listing] += sold;
        _soldPastPlan[one.Listing] += sold;
        Later(one.At.UtcTicks + one.LagIn.Ticks, new Pending(Step.Heard, one.Listing, sold));
    }

    private void Advance(long until)
    {
        while (_pending.TryPeek(out _, out var due) && due.At <= until)
        {
            var step = _pending.Dequeue();
            if (step.Step == Step.Heard)
            {
                _known -= step.Units;
                _unheard[step.Listing] -= Math.Max(0, step.Units);
                Heard(step, due.At);
            }
            else
            {
                // What the plan did not know as sold is read at the channel just before the write, and left out.
                _shown[step.Listing] = Math.Max(0, step.Units - _soldPastPlan[step.Listing]);
                _inFlight[step.Listing] = Nothing;
            }
            Plan(due.At);
        }
    }

    // In a flash a listing keeps what it has, less what it sold; at the turn everything is divided anew.
    private void Heard(in Pending step, long now)
    {
        if (_flash is null)
        {
            return;
        }
        if (_flash.Turns(step.Units, now))
        {
            for (var i = 0; i < _inputs.Length; i++)
            {
                _inputs[i] = _inputs[i] with { Mode = FlashRule.ModeIn(_listings[i].Rules.Mode, _flash.IsOn) };
            }
            Divide();
        }
        else if (_flash.IsOn)
        {
            _desired[step.Listing] -= Math.Max(0, step.Units);
        }
    }

    private void Divide()
    {
        Allocator.Allocate(Bounded(_known), _buffer, _inputs, _shares);
        for (var i = 0; i < _desired.Length; i++)
        {
            _desired[i] = _shares[i].Quantity;
        }
    }

    private void Allocate()
    {
        if (_flash is not { IsOn: true } || FlashRule.Keep(Bounded(_known - _buffer), _inputs, _desired) is not { } kept)
        {
            Divide();
            return;
        }
        kept.CopyTo(_desired, 0);
    }

    private static int Bounded(long units) => (int)Math.Clamp(units, -Values.Quantities.Max, Values.Quantities.Max);

    private void Plan(long now)
    {
        Allocate();
        var sellable = _known > _buffer;
        _tally = _tally with { Depletions = _tally.Depletions + (_wasSellable && !sellable ? 1 : 0) };
        _wasSellable = sellable;
        for (var i = 0; i < _listings.Length; i++)
        {
            if (_inFlight[i] != Nothing)
            {
                continue;
            }
            var (wanted, shows) = (_desired[i], _shown[i] + _unheard[i]);
            var next = wanted > shows ? Math.Max(shows, Math.Min(wanted, RaiseCap(i))) : wanted;
            if (next == shows)
            {
                continue;
            }
            (_inFlight[i], _soldPastPlan[i]) = (next, _unheard[i]);
            _tally = _tally with { Writes = _tally.Writes + 1 };
            Later(now + _listings[i].LagOut.Ticks, new Pending(Step.Shown, i, next));
        }
    }

    private int RaiseCap(int listing)
    {
        for (var i = 0; i < _exposures.Length; i++)
        {
            _exposures[i] = new ListingExposure(
                _inputs[i].ListingId, _inputs[i].Mode, _desired[i], _shown[i] + _unheard[i], _inFlight[i] == Nothing ? null : _inFlight[i]);
        }
        return ExposureRule.RaiseCap(Bounded(_known), _buffer, _inputs[listing].ListingId, _exposures);
    }

    private void Later(long at, Pending step) => _pending.Enqueue(step, (at, _order++));

    private readonly record struct Pending(Step Step, int Listing, int Units);
}
