namespace InventoryPortal.Domain.Imports;

/// <summary>What a file brings. The wire and the table use these names.</summary>
public enum ImportKind
{
    /// <summary>Products, made or edited by their SKU.</summary>
    Products,

    /// <summary>Counted on-hand figures.</summary>
    Counts,

    /// <summary>Which product a listing sells.</summary>
    Mappings,

    /// <summary>By which rules a listing gets its quantity.</summary>
    Rules,
}

/// <summary>How far an import is. Moved only by <see cref="ImportTransitions"/>.</summary>
public enum ImportStage
{
    /// <summary>Its file is being read and compared.</summary>
    Reading,

    /// <summary>A needed column was not recognised: a person names it.</summary>
    NeedsColumns,

    /// <summary>Its file cannot be read at all.</summary>
    Unreadable,

    /// <summary>Its preview is ready.</summary>
    Ready,

    /// <summary>Its valid lines are being applied.</summary>
    Applying,

    Applied,

    /// <summary>It is being taken back, or will be when its lines are applied.</summary>
    Undoing,

    Undone,
}

/// <summary>What became of one line of a file.</summary>
public enum ImportVerdict
{
    /// <summary>Valid: something would be made.</summary>
    New,

    /// <summary>Valid: something would be different.</summary>
    Changed,

    /// <summary>Valid: it is so already.</summary>
    Same,

    /// <summary>Not valid; it is never applied.</summary>
    Rejected,

    Applied,

    /// <summary>Valid in the preview, refused when it was to be applied.</summary>
    Refused,

    /// <summary>Applied and taken back.</summary>
    Undone,

    /// <summary>Applied and not taken back, because somebody has acted on it since.</summary>
    Kept,
}

/// <summary>How a file is read.</summary>
public enum ImportFormat { Csv, Workbook }
