using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A file that is taken in as one reversible batch.</summary>
public sealed class ImportRow
{
    /// <summary>Id of the job that made its first preview: what the caller was told.</summary>
    public long Id { get; set; }

    public ImportKind Kind { get; set; }

    public ImportStage Stage { get; set; }

    public required string FileName { get; set; }

    /// <summary>Which parts are its file.</summary>
    public required string FileId { get; set; }

    public long Bytes { get; set; }

    public ImportFormat Format { get; set; }

    /// <summary>As found, for people: "utf-8"; null for a workbook and before it was read.</summary>
    public string? Encoding { get; set; }

    public string? Separator { get; set; }

    /// <summary>The cells of its first row, as JSON; null before it was read.</summary>
    public string? HeadersJson { get; set; }

    /// <summary>Field to place of its column, as JSON; null before it is known.</summary>
    public string? ColumnsJson { get; set; }

    /// <summary>Why it cannot be previewed; one sentence.</summary>
    public string? Problem { get; set; }

    /// <summary>How many lines have which verdict, as JSON; counted when a job ends.</summary>
    public string? TotalsJson { get; set; }

    /// <summary>The job of the last preview.</summary>
    public long PreviewJobId { get; set; }

    public long? ApplyJobId { get; set; }

    public long? UndoJobId { get; set; }

    public ActorKind ActorKind { get; set; }

    public required string ActorId { get; set; }

    public required string ActorName { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? AppliedAt { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }
}

/// <summary>One line of an import with what became of it.</summary>
public sealed class ImportLineRow
{
    /// <summary>Lines that one import may have, as a power of two: a million, what a spreadsheet can hold.</summary>
    public const int PlaceBits = 20;

    /// <summary>
    /// Made of the import and the line's place in it, so that an import's lines lie together in their order and need no other index:
    /// see <see cref="IdOf"/>.
    /// </summary>
    public long Id { get; set; }

    /// <summary>Where it stands in the file; the heading is line 1.</summary>
    public int Line { get; set; }

    /// <summary>What it is about, as written: a SKU, or a channel and its id.</summary>
    public required string Subject { get; set; }

    public ImportVerdict Verdict { get; set; }

    /// <summary>Why it is rejected, refused or kept; stable, snake case.</summary>
    public string? Code { get; set; }

    /// <summary>The same as one sentence.</summary>
    public string? Detail { get; set; }

    /// <summary>The product or listing; null when it is to be made, or unknown.</summary>
    public long? TargetId { get; set; }

    /// <summary>What stood there, as JSON: at the preview, and after that when it was applied.</summary>
    public string? Before { get; set; }

    /// <summary>What the file asks for, as JSON; fields it leaves alone are left out.</summary>
    public string? After { get; set; }

    /// <summary>Version of the product or listing after it was applied: taking it back asks for that one.</summary>
    public long? Version { get; set; }

    /// <summary>The id of a place, from 0, in an import.</summary>
    public static long IdOf(long importId, int place) => (importId << PlaceBits) + place;

    /// <summary>The place that an id stands for.</summary>
    public static int PlaceOf(long id) => (int)(id & ((1L << PlaceBits) - 1));
}

/// <summary>A part of an uploaded file.</summary>
public sealed class ImportFilePartRow
{
    public long Id { get; set; }

    public required string FileId { get; set; }

    /// <summary>From 0.</summary>
    public int Number { get; set; }

    public required byte[] Content { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>Which column is which, as a person said it once of files with the same heading.</summary>
public sealed class ImportColumnsRow
{
    public long Id { get; set; }

    public ImportKind Kind { get; set; }

    /// <summary>SHA-256 (hex) of the heading.</summary>
    public required string Signature { get; set; }

    /// <summary>Field to place of its column, as JSON.</summary>
    public required string ColumnsJson { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ImportMapping : IEntityTypeConfiguration<ImportRow>
{
    public void Configure(EntityTypeBuilder<ImportRow> builder)
    {
        builder.ToTable("Imports");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.FileName).HasMaxLength(Lengths.Title);
        builder.Property(i => i.FileId).HasMaxLength(32);
        builder.Property(i => i.Encoding).HasMaxLength(24);
        builder.Property(i => i.Separator).HasMaxLength(4);
        builder.Property(i => i.Problem).HasMaxLength(Lengths.Error);
        builder.Property(i => i.TotalsJson).HasMaxLength(500);
        builder.Property(i => i.ActorId).HasMaxLength(Lengths.ActorId);
        builder.Property(i => i.ActorName).HasMaxLength(Lengths.ActorName);
        builder.HasIndex(i => i.CreatedAt);
    }
}

internal sealed class ImportLineMapping : IEntityTypeConfiguration<ImportLineRow>
{
    public void Configure(EntityTypeBuilder<ImportLineRow> builder)
    {
        builder.ToTable("ImportLines");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Subject).HasMaxLength(Lengths.Title);
        builder.Property(l => l.Code).HasMaxLength(40);
        builder.Property(l => l.Detail).HasMaxLength(Lengths.Error);
    }
}

internal sealed class ImportFilePartMapping : IEntityTypeConfiguration<ImportFilePartRow>
{
    public void Configure(EntityTypeBuilder<ImportFilePartRow> builder)
    {
        builder.ToTable("ImportFileParts");
        builder.Property(p => p.FileId).HasMaxLength(32);
        builder.HasIndex(p => new { p.FileId, p.Number }).IsUnique();
        builder.HasIndex(p => p.At);
    }
}

internal sealed class ImportColumnsMapping : IEntityTypeConfiguration<ImportColumnsRow>
{
    public void Configure(EntityTypeBuilder<ImportColumnsRow> builder)
    {
        builder.ToTable("ImportColumns");
        builder.Property(c => c.Signature).HasMaxLength(64);
        builder.HasIndex(c => new { c.Kind, c.Signature }).IsUnique();
    }
}
