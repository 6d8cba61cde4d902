namespace InventoryPortal.Domain.Sync;

/// <summary>Kinds of long work. The wire and the table use these names.</summary>
public enum SyncJobKind
{
    /// <summary>A channel sync of every channel, with every listing due.</summary>
    FullSync,

    /// <summary>Reads a channel's orders, then pushes what is due.</summary>
    ChannelSync,

    /// <summary>The same for one product, reviving its failed listings.</summary>
    ProductSync,

    /// <summary>Reads a channel's catalogue; it never links.</summary>
    Import,

    /// <summary>Compares what a channel shows with what it confirmed.</summary>
    Reconcile,

    /// <summary>Reads an uploaded file and says what each of its lines would do.</summary>
    FilePreview,

    /// <summary>Applies the valid lines of an uploaded file.</summary>
    FileApply,

    /// <summary>Takes an applied file back.</summary>
    FileUndo,
}
