using InventoryPortal.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>Where alerts are sent.</summary>
public sealed class AlertDestinationRow
{
    public long Id { get; set; }

    public required string Name { get; set; }

    public DestinationKind Kind { get; set; }

    /// <summary>A mail address; of an address that is a secret itself only what may be shown.</summary>
    public required string Address { get; set; }

    /// <summary>The whole address and the signing key, encrypted; null for mail.</summary>
    public string? ProtectedSecret { get; set; }

    /// <summary><c>en</c> or <c>zh-CN</c>.</summary>
    public required string Language { get; set; }

    public AlertSeverity LeastSeverity { get; set; }

    /// <summary>Names of kinds, separated by commas; null for all.</summary>
    public string? Kinds { get; set; }

    /// <summary>Channel keys, separated by commas; null for all.</summary>
    public string? Channels { get; set; }

    /// <summary>SKUs, or beginnings with <c>*</c>, separated by commas; null for all.</summary>
    public string? Skus { get; set; }

    /// <summary>Minutes after midnight at which quiet hours begin and end; null without any.</summary>
    public int? QuietFrom { get; set; }

    public int? QuietTo { get; set; }

    public required string TimeZone { get; set; }

    public DigestMode Digest { get; set; }

    public bool IsEnabled { get; set; }

    /// <summary>Why the other side does not want its messages any more; null while it does.</summary>
    public string? BrokenReason { get; set; }

    /// <summary>One sender at a time serves a destination, in order; <see cref="LeaseToken"/> fences a late one off.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public long LeaseToken { get; set; }

    /// <summary>Nothing is sent before: its first message waits, and the rest behind it.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public long Version { get; set; }
}

/// <summary>One occasion of one incident for one destination: the outbox of alerts.</summary>
public sealed class AlertDeliveryRow
{
    public long Id { get; set; }

    public long AlertId { get; set; }

    public long DestinationId { get; set; }

    /// <summary><c>opened</c>, <c>renotified:1</c>, <c>resolved</c>.</summary>
    public required string Occasion { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>Whether it goes into one message with others.</summary>
    public bool IsGathered { get; set; }

    /// <summary>The message it went into; kept over every retry, so that the other side can tell a repeat.</summary>
    public string? MessageKey { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? FirstTriedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? LastError { get; set; }
}

internal sealed class AlertDestinationMapping : IEntityTypeConfiguration<AlertDestinationRow>
{
    public void Configure(EntityTypeBuilder<AlertDestinationRow> builder)
    {
        builder.ToTable("AlertDestinations");
        builder.Property(d => d.Name).HasMaxLength(100);
        builder.Property(d => d.Address).HasMaxLength(320);
        builder.Property(d => d.Language).HasMaxLength(10);
        builder.Property(d => d.Kinds).HasMaxLength(Lengths.ViewQuery);
        builder.Property(d => d.Channels).HasMaxLength(2000);
        builder.Property(d => d.Skus).HasMaxLength(2000);
        builder.Property(d => d.TimeZone).HasMaxLength(100);
        builder.Property(d => d.BrokenReason).HasMaxLength(Lengths.Error);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => d.Name).IsUnique();
    }
}

internal sealed class AlertDeliveryMapping : IEntityTypeConfiguration<AlertDeliveryRow>
{
    public void Configure(EntityTypeBuilder<AlertDeliveryRow> builder)
    {
        builder.ToTable("AlertDeliveries");
        builder.HasOne<AlertRow>().WithMany().HasForeignKey(d => d.AlertId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<AlertDestinationRow>().WithMany().HasForeignKey(d => d.DestinationId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(d => d.Occasion).HasMaxLength(40);
        builder.Property(d => d.MessageKey).HasMaxLength(40);
        builder.Property(d => d.LastError).HasMaxLength(Lengths.Error);
        builder.HasIndex(d => new { d.AlertId, d.DestinationId, d.Occasion }).IsUnique();
        builder.HasIndex(d => new { d.DestinationId, d.State, d.DueAt });
    }
}
