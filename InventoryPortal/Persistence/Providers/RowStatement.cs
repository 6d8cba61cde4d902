namespace InventoryPortal.Persistence.Providers;

/// <summary>One statement that writes row after row, its parameters bound by their place in the text. In whatever transaction its connection has begun.</summary>
internal abstract class RowStatement : IDisposable
{
    /// <summary>The id that the last row got, where the database makes it.</summary>
    public abstract long InsertedId { get; }

    /// <summary>Gives a parameter the value for the next run, as the database keeps it.</summary>
    /// <param name="place">From 0.</param>
    public abstract void Bind(int place, object? value);

    /// <summary>Runs it; the number of rows that it wrote. Throws what the provider throws where it is refused, and nothing of it is written then.</summary>
    public abstract int Run();

    /// <inheritdoc />
    public abstract void Dispose();
}
