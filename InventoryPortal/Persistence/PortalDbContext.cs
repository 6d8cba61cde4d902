using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>Every table, whatever the provider. A context lives for one operation and comes from <see cref="PortalDatabase"/>.</summary>
public abstract class PortalDbContext(DbContextOptions options) : IdentityUserContext<PortalUser>(options), IDataProtectionKeyContext
{
    /// <summary>What differs between the providers.</summary>
    public abstract ProviderDialect Dialect { get; }

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<ProductRow> Products => Set<ProductRow>();

    public DbSet<MovementRow> Movements => Set<MovementRow>();

    public DbSet<ReservationRow> Reservations => Set<ReservationRow>();

    public DbSet<OrderLineRow> OrderLines => Set<OrderLineRow>();

    public DbSet<ChannelRow> Channels => Set<ChannelRow>();

    public DbSet<ListingRow> Listings => Set<ListingRow>();

    public DbSet<InboundEventRow> InboundEvents => Set<InboundEventRow>();

    public DbSet<SyncJobRow> SyncJobs => Set<SyncJobRow>();

    public DbSet<SyncAttemptRow> SyncAttempts => Set<SyncAttemptRow>();

    public DbSet<DiscrepancyRow> Discrepancies => Set<DiscrepancyRow>();

    public DbSet<OversellRow> Oversells => Set<OversellRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    public DbSet<AlertDestinationRow> AlertDestinations => Set<AlertDestinationRow>();

    public DbSet<AlertDeliveryRow> AlertDeliveries => Set<AlertDeliveryRow>();

    public DbSet<ErrorLogRow> Errors => Set<ErrorLogRow>();

    public DbSet<ErrorCauseRow> ErrorCauses => Set<ErrorCauseRow>();

    public DbSet<ChannelGapRow> ChannelGaps => Set<ChannelGapRow>();

    public DbSet<ActivityRow> Activity => Set<ActivityRow>();

    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();

    public DbSet<IdempotencyRow> IdempotencyKeys => Set<IdempotencyRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<SecondFactorRow> SecondFactors => Set<SecondFactorRow>();

    public DbSet<PasskeyRow> Passkeys => Set<PasskeyRow>();

    public DbSet<AccountLetterRow> AccountLetters => Set<AccountLetterRow>();

    public DbSet<SavedViewRow> SavedViews => Set<SavedViewRow>();

    public DbSet<PreferenceRow> Preferences => Set<PreferenceRow>();

    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<ImportRow> Imports => Set<ImportRow>();

    public DbSet<ImportLineRow> ImportLines => Set<ImportLineRow>();

    public DbSet<ImportFilePartRow> ImportFileParts => Set<ImportFilePartRow>();

    public DbSet<ImportColumnsRow> ImportColumns => Set<ImportColumnsRow>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Enumerations are stored by name: a row must stay readable without this program.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(24);
    }
}
