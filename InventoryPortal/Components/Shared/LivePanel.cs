using InventoryPortal.Access;
using InventoryPortal.LiveFeed;

namespace InventoryPortal.Components.Shared;

/// <summary>A live leaf of a page: it shows one reading and takes it again when the news concerns it, without a render of the page around it.</summary>
public abstract class LivePanel<T> : LiveComponent
    where T : class
{
    private int _reads;
    private object? _subject;

    /// <summary>The last reading; null before the first.</summary>
    protected T? Shown { get; private set; }

    /// <summary>A picture to begin with, where one is at hand while the first reading may have to wait; null where none is.</summary>
    protected virtual T? AtHand => null;

    /// <summary>Reads what is shown.</summary>
    protected abstract Task<T> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What to show after a reading: the reading itself, where nothing speaks against it.</summary>
    protected virtual T Take(T? before, T read) => read;

    /// <summary>Whether to read again for this news; a beat always does.</summary>
    protected virtual bool Concerns(LiveBatch news) => true;

    /// <summary>What the reading is of, beside the tables: another subject is read at once.</summary>
    protected virtual object Subject => this;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!Subject.Equals(_subject))
        {
            _subject = Subject;
            // What is kept at hand is of all channels.
            Shown ??= await ScopeAsync(Gone) is null ? AtHand : null;
            await ReadAgainAsync();
        }
    }

    /// <summary>Reads anew; of two reads under way the later one counts.</summary>
    protected async Task ReadAgainAsync()
    {
        var read = ++_reads;
        try
        {
            var shown = await ReadAsync(Gone);
            if (read == _reads)
            {
                Shown = Take(Shown, shown);
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // Left the page.
        }
    }

    /// <inheritdoc />
    protected override async Task<bool> OnNewsAsync(LiveBatch news)
    {
        if (!Concerns(news))
        {
            return false;
        }
        await ReadAgainAsync();
        return true;
    }
}
