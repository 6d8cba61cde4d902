using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace InventoryPortal.Api;

/// <summary>What the OpenAPI document says beyond what the endpoints declare.</summary>
internal static class OpenApiDescription
{
    public const string DocumentName = "v1";

    private const string Bearer = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "InventoryPortal",
                Version = "v1",
                Description = "One stock ledger, every sales channel. Quantities are whole units, instants are UTC.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "An API key, made under Users.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Describe);
    }

    /// <summary>Names the query and header parameters, which the endpoints read by hand so that they can be strict about them.</summary>
    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var name in metadata.OfType<QueryNames>().SelectMany(q => q.Names))
        {
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query, required: false));
        }
        if (metadata.OfType<CommandRules>().LastOrDefault() is { } rules)
        {
            operation.Parameters.Add(Parameter(IdempotencyKeys.Header, ParameterLocation.Header, rules.KeyRequired));
            if (HttpMethods.IsPut(context.Description.HttpMethod ?? ""))
            {
                operation.Parameters.Add(Parameter("If-Match", ParameterLocation.Header, required: false));
            }
        }
        if (metadata.OfType<TakesUpload>().LastOrDefault() is { } upload)
        {
            operation.RequestBody = Form(upload);
        }
        return Task.CompletedTask;
    }

    private static OpenApiRequestBody Form(TakesUpload upload) => new()
    {
        Required = true,
        Description = $"A CSV file (UTF-8, UTF-16 or GB18030) or an Excel workbook (.xlsx) of at most {upload.MaxBytes / (1024 * 1024)} MB.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { Upload.Member },
                    Properties = new Dictionary<string, IOpenApiSchema> { [Upload.Member] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
            },
        },
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation location, bool required) => new()
    {
        Name = name,
        In = location,
        Required = required,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
