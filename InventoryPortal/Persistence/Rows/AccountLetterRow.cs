using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A letter to a person about their account: written with what it tells of, sent afterwards. It holds no secret.</summary>
public sealed class AccountLetterRow
{
    public long Id { get; set; }

    public required string UserId { get; set; }

    /// <summary>Where it goes: the person's address when it happened.</summary>
    public required string Address { get; set; }

    public AccountNotice Notice { get; set; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The mail's own name, kept over every retry, so that the other side can tell a repeat.</summary>
    public required string MessageKey { get; set; }

    public DeliveryState State { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? FirstTriedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>One sender at a time holds it; <see cref="LeaseToken"/> fences a late one off.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public long LeaseToken { get; set; }
}

internal sealed class AccountLetterMapping : IEntityTypeConfiguration<AccountLetterRow>
{
    public void Configure(EntityTypeBuilder<AccountLetterRow> builder)
    {
        builder.ToTable("AccountLetters");
        builder.Property(l => l.UserId).HasMaxLength(450);
        builder.Property(l => l.Address).HasMaxLength(320);
        builder.Property(l => l.MessageKey).HasMaxLength(40);
        builder.Property(l => l.LastError).HasMaxLength(Lengths.Error);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(l => new { l.State, l.DueAt });
        builder.HasIndex(l => new { l.UserId, l.Notice, l.At });
        builder.HasIndex(l => l.At);
    }
}
