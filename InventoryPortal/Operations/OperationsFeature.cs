using Coravel;
using InventoryPortal.Access;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Doctor;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Operations.Imports;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Rates;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Operations.Runners;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Operations.Settings;
using InventoryPortal.Operations.Telemetry;
using InventoryPortal.Operations.Verbs;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations;

/// <summary>Schedules, jobs, alerts, the portal's own errors, and readiness.</summary>
public static class OperationsFeature
{
    /// <summary>Seconds between looks of the queue; its own default of 30 would be the longest wait in the portal.</summary>
    private const string QueueDelay = "Coravel:Queue:ConsummationDelay";

    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.Configuration[QueueDelay] ??= "1";
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsValidation>();
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WorkerPulse>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ActivityQueries>();
        services.AddSingleton<ActivityExport>();
        services.AddSingleton<RateQueries>();
        services.AddSingleton<BacklogQueries>();
        services.AddSingleton<FirstStepsQueries>();
        services.AddSingleton<HookQueries>();
        services.AddSingleton<HookStore>();
        builder.AddTelemetry();
        AddSettings(builder);
        AddVerbs(services);
        AddErrors(services);
        AddRisk(services);
        services.AddAlerts();
        AddJobs(services);
        AddSchedules(services);
        return builder;
    }

    /// <summary>Starts the schedules; call once, after the container is built.</summary>
    public static IHost UseOperations(this IHost host)
    {
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OperationsFeature));

        // Without a handler both swallow what goes wrong; a handler that throws ends the queue, or the process.
        host.Services.UseScheduler(Schedules.Plan.Lay).OnError(e => log.LogError(LogEvents.TaskFailed, e, "A scheduled task failed."));
        host.Services.ConfigureQueue().OnError(e => log.LogError(LogEvents.TaskFailed, e, "A queued task failed."));
        return host;
    }

    /// <summary>The page of metrics.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes) => routes.MapMetrics();

    private static void AddSettings(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(StoredSettings.AddTo(builder.Configuration));
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BackupOptions>().BindConfiguration(BackupOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SettingQueries>();
        services.AddSingleton<SettingStore>();
        services.AddSingleton<BackupShelf>();
        services.AddSingleton<DiagnosticQueries>();
        services.AddSingleton<Diagnostics>();
    }

    private static void AddVerbs(IServiceCollection services)
    {
        services.AddSingleton<BackupStore>();
        services.AddSingleton<Restore>();
        services.AddSingleton<Checkup>();
        services.AddSingleton<DatabaseCheckup>();
        services.AddSingleton<SecretCheckup>();
        services.AddSingleton<ChannelCheckup>();
        services.AddSingleton<RedisCheckup>();
        services.AddKeyedSingleton<IVerb, MigrateVerb>(VerbTable.Migrate);
        services.AddKeyedSingleton<IVerb, CreateAdminVerb>(VerbTable.CreateAdmin);
        services.AddKeyedSingleton<IVerb, CheckLedgerVerb>(VerbTable.CheckLedger);
        services.AddKeyedSingleton<IVerb, BackupVerb>(VerbTable.Backup);
        services.AddKeyedSingleton<IVerb, RestoreVerb>(VerbTable.Restore);
        services.AddKeyedSingleton<IVerb, DoctorVerb>(VerbTable.Doctor);
    }

    private static void AddErrors(IServiceCollection services)
    {
        services.AddSingleton<ErrorLog>();
        services.AddSingleton<ILoggerProvider>(p => p.GetRequiredService<ErrorLog>());
        services.AddSingleton<ErrorQueries>();
        services.AddSingleton<ErrorCauseStore>();
        services.AddSingleton<CauseQueries>();
        services.AddSingleton<CauseRetry>();
        services.AddHostedService<ErrorLogWorker>();
    }

    private static void AddRisk(IServiceCollection services)
    {
        services.AddSingleton<LagQueries>();
        services.AddSingleton<ReplayQueries>();
        services.AddSingleton<OversellQueries>();
        services.AddSingleton<OversellStore>();
        services.AddSingleton<RiskQueries>();
        services.AddSingleton<RiskBoard>();
        services.AddSingleton<BufferStore>();
        services.AddOptions<FlashOptions>().BindConfiguration(FlashOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FlashQueries>();
        services.AddSingleton<FlashStore>();
        services.AddSingleton<ReplayRun>();
        services.AddHostedService<FlashWorker>();
        services.AddHostedService<OversellWorker>();
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton<JobWake>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<FirstFill>();
        services.AddSingleton<JobLeaseStore>();
        services.AddSingleton<JobQueries>();
        services.AddSingleton<ReconcileQueries>();
        services.AddSingleton<ConnectionProbe>();
        services.AddSingleton<ChannelSync>();
        services.AddSingleton<DeliveryWait>();
        services.AddSingleton<IJobRunner, ChannelSyncRunner>();
        services.AddSingleton<IJobRunner, ProductSyncRunner>();
        services.AddSingleton<IJobRunner, FullSyncRunner>();
        services.AddSingleton<IJobRunner, ImportRunner>();
        services.AddSingleton<IJobRunner, ReconcileRunner>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportQueries>();
        services.AddSingleton<IJobRunner, FilePreviewRunner>();
        services.AddSingleton<IJobRunner, FileApplyRunner>();
        services.AddSingleton<IJobRunner, FileUndoRunner>();
        services.AddHostedService<JobWorker>();
    }

    private static void AddSchedules(IServiceCollection services)
    {
        services.AddScheduler();
        services.AddQueue();
        services.AddSingleton<SlotStore>();
        services.AddSingleton<RetentionSweep>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<ScheduleQueries>();
        services.AddSingleton<ScheduleControlStore>();
        services.AddSingleton<SweepRecord>();
        services.AddSingleton<ScheduleRunner>();
        services.AddHostedService<ScheduleWorker>();
        services.AddTransient<FullSyncTask>();
        services.AddTransient<ReconcileTask>();
        services.AddTransient<RetentionTask>();
        services.AddTransient<BackupTask>();
        services.AddTransient<LedgerCheckTask>();
        services.AddTransient<DueWorkTask>();
        services.AddTransient<ReservationExpiryTask>();
        services.AddTransient<HealthTask>();
        services.AddTransient<SettingsTask>();
        services.AddTransient<SilenceTask>();
        services.AddTransient<RiskTask>();
        services.AddTransient<BufferTask>();
        services.AddTransient<OrderPollTask>();
        services.AddTransient<WebhookCheckTask>();
    }
}
