using InventoryPortal.Access;
using InventoryPortal.Operations.AccountMail;
using InventoryPortal.Operations.Gaps;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Alerts;

/// <summary>What finds incidents, and what takes word of them, and letters about accounts, to people.</summary>
internal static class AlertRegistrations
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertQueries>();
        services.AddSingleton<StockWatch>();
        services.AddSingleton<ChannelWatch>();
        services.AddSingleton<CredentialWatch>();
        services.AddSingleton<HabitQueries>();
        services.AddSingleton<GapStore>();
        services.AddSingleton<GapQueries>();
        services.AddSingleton<SilenceWatch>();
        services.AddSingleton<WorkWatch>();
        services.AddSingleton<PulseWatch>();
        services.AddHostedService<StockAlertWorker>();
        AddAlertDelivery(services);
    }

    private static void AddAlertDelivery(IServiceCollection services)
    {
        services.AddOptions<SmtpOptions>().BindConfiguration(SmtpOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidation>();
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidation>();
        // The pages have better words, and register them.
        services.TryAddSingleton<IAlertWords, PlainAlertWords>();
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<LetterBuilder>();
        services.AddSingleton<DestinationSecrets>();
        services.AddSingleton<DestinationForm>();
        services.AddSingleton<DestinationStore>();
        services.AddSingleton<DestinationQueries>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<HookSender>();
        services.AddSingleton<AlertSender>();
        services.AddSingleton<MailToSeed>();
        AddAccountMail(services);
        services.AddHostedService<DeliveryWorker>();
    }

    private static void AddAccountMail(IServiceCollection services)
    {
        services.AddSingleton<IMailReach, MailReach>();
        // The pages know what people chose, and say so.
        services.TryAddSingleton<IReaderLook, PlainReaderLook>();
        services.AddSingleton<AccountLetterStore>();
        services.AddSingleton<AccountLetterBuilder>();
        services.AddSingleton<AccountPost>();
        services.AddSingleton<InvitationMail>();
    }
}
