using System.Threading.RateLimiting;
using InventoryPortal.Access;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Api;

/// <summary>The HTTP contract under <see cref="Prefix"/>: problems, limits, JSON, OpenAPI and one endpoints class per resource.</summary>
public static class ApiFeature
{
    public const string Prefix = "/api/v1";

    private const string RatePolicy = "api";

    /// <summary>Where errors are problem documents, whoever made them.</summary>
    private static readonly PathString[] Answered = ["/api", "/openapi", "/webhooks"];

    public static IHostApplicationBuilder AddApi(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ProblemPipeline>();
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
            limiter.AddPolicy(RatePolicy, Bucket);
        });
        services.AddInventoryHub();
        services.AddOpenApi(OpenApiDescription.DocumentName, OpenApiDescription.Configure);
        return builder;
    }

    /// <summary>Gives every error that programs get the shape of a problem document. Comes before sign-in and after anything that answers errors with pages.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        app.UseWhen(
            http => Answered.Any(path => http.Request.Path.StartsWithSegments(path)),
            branch => branch.UseMiddleware<ProblemPipeline>());
        return app;
    }

    /// <summary>Maps the resources. Comes after sign-in: the limits are per caller.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseRateLimiter();
        var api = app.MapResources();
        ProductEndpoints.Map(api);
        ExportEndpoints.Map(api);
        ImportEndpoints.Map(api);
        JobEndpoints.Map(api);
        AlertEndpoints.Map(api);
        ErrorEndpoints.Map(api);
        AlertDestinationEndpoints.Map(api);
        RiskEndpoints.Map(api);
        app.MapInventoryHub();
        app.MapHealth();
        app.MapSettings();
        StockEndpoints.Map(api);
        ChannelEndpoints.Map(api);
        ListingEndpoints.Map(api);
        SyncEndpoints.Map(api);
        ScheduleEndpoints.Map(api);
        var document = app.MapOpenApi("/openapi/{documentName}.json");
        if (!app.Environment.IsDevelopment())
        {
            document.RequireAuthorization(PermissionPolicies.Of(Permissions.View));
        }
        else
        {
            document.AllowAnonymous();
        }
        return app;
    }

    /// <summary>A group under <see cref="Prefix"/> with everything that all resources share; other stages' endpoints may use it too.</summary>
    public static RouteGroupBuilder MapResources(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup(Prefix)
            .RequireAuthorization()
            .RequireRateLimiting(RatePolicy)
            .AddEndpointFilter<RouteGroupBuilder, ChannelLimitGate>()
            .AddEndpointFilter<RouteGroupBuilder, RefusableGate>();

    private static RateLimitPartition<string> Bucket(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value;
        var who = http.User.FindCaller()?.Actor.Id ?? http.Connection.RemoteIpAddress?.ToString() ?? "";
        return RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestsPerSecond,
            TokensPerPeriod = options.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }
}
