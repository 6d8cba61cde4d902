namespace InventoryPortal.Components.Shared;

/// <summary>
/// Whether one person's screen stands still: because its tab is hidden, or because the person stopped it. What is committed meanwhile is
/// read when it goes on. Belongs to one circuit; used on its context only.
/// </summary>
public sealed class LivePause(TimeProvider clock)
{
    private readonly Dictionary<object, int> _waiting = [];

    /// <summary>It stood still, goes on, or another number of rows waits.</summary>
    public event Action? Changed;

    /// <summary>Nobody sees the tab.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>The person stopped it.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Since when it stands still; null while it goes on.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>New rows that lists keep back.</summary>
    public int Waiting => _waiting.Values.Sum();

    public void Hide(bool isHidden) => Set(isHidden, IsPaused);

    public void Pause(bool isPaused) => Set(IsHidden, isPaused);

    /// <summary>Keeps how many rows one list keeps back.</summary>
    public void Tell(object list, int waiting)
    {
        if (_waiting.GetValueOrDefault(list) == waiting)
        {
            return;
        }
        _waiting[list] = waiting;
        if (waiting == 0)
        {
            _waiting.Remove(list);
        }
        Changed?.Invoke();
    }

    private void Set(bool isHidden, bool isPaused)
    {
        if ((isHidden, isPaused) == (IsHidden, IsPaused))
        {
            return;
        }
        (IsHidden, IsPaused) = (isHidden, isPaused);
        Since = isHidden || isPaused ? Since ?? clock.GetUtcNow() : null;
        Changed?.Invoke();
    }
}
