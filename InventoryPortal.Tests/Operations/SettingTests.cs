using System.Resources;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Settings;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Operations.Settings;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class SettingTests
{
    private const string Errors = "Retention:ErrorsDays";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_setting_has_its_meaning_in_both_languages()
    {
        var texts = new ResourceManager("InventoryPortal.Resources.Components.Pages.Settings.SettingsPage", typeof(SettingsPage).Assembly);
        foreach (var culture in new[] { "en", "zh-CN" })
        {
            var left = SettingCatalogue.All.SelectMany(s => new[] { SettingsPage.MeaningKey(s.Key), "Section_" + s.Key.Split(':')[0] }).Distinct()
                .Where(k => texts.GetResourceSet(System.Globalization.CultureInfo.GetCultureInfo(culture), true, tryParents: culture == "en")?.GetString(k) is null);
            Assert.Equal([], left);
        }
        Assert.True(SettingCatalogue.All.Count > 60, $"{SettingCatalogue.All.Count} settings were found.");
    }

    [Fact]
    public async Task A_value_tells_where_it_comes_from()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "mail.example.test", ["Smtp:From"] = "shop@example.test", ["ConnectionStrings:Redis"] = "127.0.0.1:1,password=of-the-test,ssl=false",
        });
        var settings = host.Services.GetRequiredService<SettingQueries>().List().ToDictionary(s => s.Shape.Key);

        Assert.Equal(("mail.example.test", SettingSource.CommandLine), (settings["Smtp:Host"].Value, settings["Smtp:Host"].Source));
        Assert.Equal(("30", SettingSource.Default), (settings[Errors].Value, settings[Errors].Source));
        Assert.Equal(("•••", true), (settings["Bootstrap:ApiKey"].Value, settings["Bootstrap:ApiKey"].Shape.IsSecret));
        Assert.Equal("", settings["AzureAd:ClientSecret"].Value);
        Assert.Equal("127.0.0.1:1,password=•••,ssl=•••", settings["ConnectionStrings:Redis"].Value);
        Assert.Equal($"data source={host.DatabaseFile}", settings["ConnectionStrings:Inventory"].Value);
    }

    [Fact]
    public async Task A_change_holds_at_once_is_on_record_and_can_be_taken_back()
    {
        await using var host = PortalHost.Start();
        var store = host.Services.GetRequiredService<SettingStore>();
        var watched = host.Services.GetRequiredService<IOptionsMonitor<RetentionOptions>>();

        Assert.Equal(30, watched.CurrentValue.ErrorsDays);
        Assert.Equal(SettingSource.Database, Done(await store.SetAsync(CommandContext.System, Errors, "7", Stop)).Source);
        Assert.Equal(7, watched.CurrentValue.ErrorsDays);
        var recorded = await host.Services.GetRequiredService<PortalDatabase>().ReadAsync((db, token) => db.Activity.SingleAsync(a => a.Subject == Errors, token), Stop);
        Assert.Equal("""{"value":"7"}""", recorded.After);

        await host.Restart();
        Assert.Equal(7, host.Services.GetRequiredService<IOptionsMonitor<RetentionOptions>>().CurrentValue.ErrorsDays);

        Assert.Equal(SettingSource.Default, Done(await host.Services.GetRequiredService<SettingStore>().SetAsync(CommandContext.System, Errors, null, Stop)).Source);
        Assert.Equal(30, host.Services.GetRequiredService<IOptionsMonitor<RetentionOptions>>().CurrentValue.ErrorsDays);
    }

    [Theory]
    [InlineData(Errors, "0", "validation_failed")]
    [InlineData(Errors, "three", "validation_failed")]
    [InlineData("Retention:IdempotencyDays", "6", "validation_failed")]
    [InlineData("Portal:TimeZone", "Nowhere/Here", "validation_failed")]
    [InlineData("Smtp:Host", "mail.example.test", "setting_fixed")]
    [InlineData("Bootstrap:ApiKey", "an-api-key-of-a-stranger", "setting_fixed")]
    [InlineData("Access:Everything", "1", "not_found")]
    public async Task What_cannot_hold_is_refused(string key, string value, string code)
    {
        await using var host = PortalHost.Start();
        var answer = await host.Services.GetRequiredService<SettingStore>().SetAsync(CommandContext.System, key, value, Stop);
        Assert.Equal(code, Assert.IsType<CommandAnswer<SettingView>.Refused>(answer).Refusal.Code);
    }

    [Fact]
    public async Task What_the_environment_says_outranks_the_page_and_cannot_be_changed_there()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?> { [Errors] = "12" });
        var setting = host.Services.GetRequiredService<SettingQueries>().List().Single(s => s.Shape.Key == Errors);
        Assert.True(setting.IsLocked);
        var answer = await host.Services.GetRequiredService<SettingStore>().SetAsync(CommandContext.System, Errors, "7", Stop);
        Assert.Equal("setting_fixed", Assert.IsType<CommandAnswer<SettingView>.Refused>(answer).Refusal.Code);
    }

    private static SettingView Done(CommandAnswer<SettingView> answer) => Assert.IsType<CommandAnswer<SettingView>.Done>(answer).Value;
}
