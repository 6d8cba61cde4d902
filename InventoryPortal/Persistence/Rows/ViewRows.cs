using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A view that a person keeps by name: the query string of a list.</summary>
public sealed class SavedViewRow
{
    public long Id { get; set; }

    public required string OwnerId { get; set; }

    public required string OwnerName { get; set; }

    public required string Name { get; set; }

    /// <summary>With its question mark, or empty for the list as it is.</summary>
    public required string Query { get; set; }

    /// <summary>Whether everybody is offered it.</summary>
    public bool IsShared { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>How one person likes one thing to look.</summary>
public sealed class PreferenceRow
{
    public required string OwnerId { get; set; }

    public required string Name { get; set; }

    public required string Value { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedViewRow>
{
    public void Configure(EntityTypeBuilder<SavedViewRow> builder)
    {
        builder.ToTable("SavedViews");
        builder.Property(v => v.OwnerId).HasMaxLength(Lengths.ActorId);
        builder.Property(v => v.OwnerName).HasMaxLength(Lengths.ActorName);
        builder.Property(v => v.Name).HasMaxLength(Lengths.ViewName);
        builder.Property(v => v.Query).HasMaxLength(Lengths.ViewQuery);
        builder.HasIndex(v => new { v.OwnerId, v.Name }).IsUnique();
        builder.HasIndex(v => v.IsShared);
    }
}

internal sealed class PreferenceMapping : IEntityTypeConfiguration<PreferenceRow>
{
    public void Configure(EntityTypeBuilder<PreferenceRow> builder)
    {
        builder.ToTable("Preferences");
        builder.HasKey(p => new { p.OwnerId, p.Name });
        builder.Property(p => p.OwnerId).HasMaxLength(Lengths.ActorId);
        builder.Property(p => p.Name).HasMaxLength(60);
        builder.Property(p => p.Value).HasMaxLength(1000);
    }
}
