using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>
/// The authenticator app of a person; no row, none. <c>Users.TwoFactorEnabled</c> says the same for Identity and is written in the
/// same transaction. Identity's own table of tokens would keep the key and the recovery codes in clear.
/// </summary>
public sealed class SecondFactorRow
{
    public required string UserId { get; set; }

    /// <summary>The shared key, encrypted.</summary>
    public required string ProtectedKey { get; set; }

    /// <summary>The newest step of time whose code was taken: neither it nor an earlier one opens anything again.</summary>
    public long LastStep { get; set; }

    /// <summary>Hashes of the recovery codes that are left, after their salt.</summary>
    public required string RecoveryHashes { get; set; }

    public DateTimeOffset TurnedOnAt { get; set; }
}

/// <summary>A passkey of a person, as Identity keeps one, and when it last signed in.</summary>
public sealed class PasskeyRow : IdentityUserPasskey<string>
{
    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class SecondFactorMapping : IEntityTypeConfiguration<SecondFactorRow>
{
    public void Configure(EntityTypeBuilder<SecondFactorRow> builder)
    {
        builder.ToTable("SecondFactors");
        builder.HasKey(f => f.UserId);
        builder.Property(f => f.ProtectedKey).HasMaxLength(1000);
        builder.Property(f => f.RecoveryHashes).HasMaxLength(1000);
        builder.HasOne<PortalUser>().WithOne().HasForeignKey<SecondFactorRow>(f => f.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PasskeyMapping : IEntityTypeConfiguration<PasskeyRow>
{
    /// <summary>Bytes of a credential id: what SQL Server takes as a key. WebAuthn allows 1023; those in use have 16 to 300.</summary>
    public const int MaxCredentialId = 900;

    public void Configure(EntityTypeBuilder<PasskeyRow> builder)
    {
        builder.ToTable("Passkeys");
        builder.HasKey(p => p.CredentialId);
        builder.Property(p => p.CredentialId).HasMaxLength(MaxCredentialId);
        builder.OwnsOne(p => p.Data).ToJson();
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
