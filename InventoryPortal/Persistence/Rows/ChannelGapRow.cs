using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A time in which a channel was improbably silent, and what was missed meanwhile: its certificate once it is over.</summary>
public sealed class ChannelGapRow
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    /// <summary>The last event before it.</summary>
    public DateTimeOffset FromAt { get; set; }

    /// <summary>The first event after it; null while it lasts.</summary>
    public DateTimeOffset? ToAt { get; set; }

    /// <summary>Id of that event: what came later belongs to the gap, and is found without looking through the inbox.</summary>
    public long FromEventId { get; set; }

    /// <summary>A code of the catalogue of causes: what was found to be the matter.</summary>
    public required string Cause { get; set; }

    /// <summary>Events that the channel's habit made likely until the silence was noticed.</summary>
    public double Expected { get; set; }

    /// <summary>Orders of the gap that polling found and no webhook told of.</summary>
    public int FoundByPolling { get; set; }

    /// <summary>Orders of the gap that are known and not applied.</summary>
    public int Outstanding { get; set; }

    /// <summary>When the channel's orders had been read whole after the gap and nothing was outstanding; null before.</summary>
    public DateTimeOffset? CertifiedAt { get; set; }

    /// <summary>The incident that told of it.</summary>
    public long? AlertId { get; set; }
}

internal sealed class ChannelGapMapping : IEntityTypeConfiguration<ChannelGapRow>
{
    public void Configure(EntityTypeBuilder<ChannelGapRow> builder)
    {
        builder.ToTable("ChannelGaps");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(g => g.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AlertRow>().WithMany().HasForeignKey(g => g.AlertId).OnDelete(DeleteBehavior.SetNull);
        builder.Property(g => g.Cause).HasMaxLength(60);
        builder.HasIndex(g => new { g.ChannelId, g.FromAt });
        builder.HasIndex(g => g.CertifiedAt);
    }
}
