namespace InventoryPortal.Domain.Values;

/// <summary>A member of an edit: either left out, and then what stands stays, or set, possibly to null.</summary>
/// <typeparam name="T">Type of the member's value.</typeparam>
public readonly record struct Change<T>
{
    /// <summary>Sets the member.</summary>
    public Change(T value)
    {
        Value = value;
        IsSet = true;
    }

    /// <summary>Whether the edit names the member at all.</summary>
    public bool IsSet { get; }

    /// <summary>The new value; meaningless unless <see cref="IsSet"/>.</summary>
    public T Value { get; }

    /// <summary>The new value, or what stands when the member was left out.</summary>
    public T Or(T standing) => IsSet ? Value : standing;

    public static implicit operator Change<T>(T value) => new(value);
}
