using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace InventoryPortal.Components.Shared;

/// <summary>One page of a list.</summary>
/// <param name="Total">Rows of all pages together, where they are counted.</param>
public sealed record RowPage<TRow>(IReadOnlyList<TRow> Rows, int Total = 0);

/// <summary>
/// A live list whose rows do not move under the person's hand: while it is pointed at, the keyboard is in it, something of it is unfolded or
/// its beginning is out of sight, new rows wait behind a number and those that are shown stay where they are, brought up to date. A person
/// may stop it altogether. What waited is read when it goes on.
/// </summary>
public abstract class HeldPanel<TRow> : LivePanel<RowPage<TRow>>
    where TRow : class
{
    private readonly string _id = $"list-{Guid.NewGuid():N}";
    private DotNetObjectReference<HeldPanel<TRow>>? _self;
    private object? _subjectShown;
    private bool _isHeld;
    private bool _wasPaused;
    private bool _isOwnRead;
    private bool _takesAll;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <summary>What encloses the rows; always rendered.</summary>
    protected ElementReference List { get; set; }

    /// <summary>New rows that are not shown yet.</summary>
    protected int Waiting { get; private set; }

    /// <summary>Whether what is shown is the newest, so that new rows belong to it.</summary>
    protected virtual bool IsNewest => true;

    /// <inheritdoc />
    protected override bool IsHeldBack => Pause.IsHidden;

    /// <summary>Tells rows apart.</summary>
    protected abstract long KeyOf(TRow row);

    /// <summary>Called by live.js when the person is in the list, and when not any more.</summary>
    [JSInvokable]
    public void Hold(bool isHeld)
    {
        if (_isHeld && !isHeld && Waiting > 0 && !Pause.IsPaused)
        {
            _takesAll = true;
            LookAgain();
        }
        _isHeld = isHeld;
    }

    /// <summary>Shows what waits, because the person asked for it.</summary>
    protected async Task ShowNewAsync()
    {
        _takesAll = true;
        await ReadAgainAsync();
        StateHasChanged();
    }

    /// <summary>Reads again after a command of this person: the rows it concerns change where they are.</summary>
    protected async Task ReadOwnAsync()
    {
        _isOwnRead = true;
        await ReadAgainAsync();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Pause.Changed += Resumed;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await BrowserCalls.TryAsync(() => Script.InvokeVoidAsync("portalLive.watchList", _id, List, _self));
        }
    }

    /// <inheritdoc />
    protected override RowPage<TRow> Take(RowPage<TRow>? before, RowPage<TRow> read)
    {
        // Further back, too, nothing moves: what comes anew belongs to the beginning.
        var isStill = (_isHeld || Pause.IsPaused || !IsNewest) && !_takesAll && Equals(_subjectShown, Subject);
        var isFrozen = Pause.IsPaused && !_isOwnRead;
        (_subjectShown, _takesAll, _isOwnRead) = (Subject, false, false);
        if (before is null || !isStill)
        {
            Count(0);
            return read;
        }
        var fresh = read.Rows.ToDictionary(KeyOf);
        var shown = before.Rows.Select(KeyOf).ToHashSet();
        Count(IsNewest ? fresh.Keys.Count(k => !shown.Contains(k)) : 0);
        return isFrozen ? before : before with { Rows = [.. before.Rows.Select(r => fresh.GetValueOrDefault(KeyOf(r)) ?? r)] };
    }

    private void Count(int waiting)
    {
        Waiting = waiting;
        Pause.Tell(this, waiting);
    }

    private void Resumed()
    {
        if (_wasPaused && !Pause.IsPaused)
        {
            _takesAll = !_isHeld;
            LookAgain();
        }
        _wasPaused = Pause.IsPaused;
    }

    /// <inheritdoc />
    protected override void OnDisposing()
    {
        Pause.Changed -= Resumed;
        Pause.Tell(this, 0);
        if (_self is { } self)
        {
            _ = BrowserCalls.TryAsync(() => Script.InvokeVoidAsync("portalLive.leave", _id));
            self.Dispose();
        }
    }
}
