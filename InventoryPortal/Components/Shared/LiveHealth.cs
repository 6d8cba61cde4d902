namespace InventoryPortal.Components.Shared;

/// <summary>Whether what one person looks at is up to date: live components tell it, one chip shows it. Belongs to one circuit; used on its context only.</summary>
public sealed class LiveHealth(TimeProvider clock)
{
    private readonly HashSet<object> _stale = [];

    /// <summary>Some of it went stale, or all of it is up to date again.</summary>
    public event Action? Changed;

    /// <summary>Something shown may be old.</summary>
    public bool IsStale => _stale.Count > 0;

    /// <summary>Since when; null while all is up to date.</summary>
    public DateTimeOffset? StaleSince { get; private set; }

    /// <summary>Keeps how one component stands; one that goes is not stale.</summary>
    public void Tell(object component, bool isStale)
    {
        var before = IsStale;
        if (isStale)
        {
            _stale.Add(component);
        }
        else
        {
            _stale.Remove(component);
        }
        if (before != IsStale)
        {
            StaleSince = IsStale ? clock.GetUtcNow() : null;
            Changed?.Invoke();
        }
    }
}
