using InventoryPortal.Access;
using InventoryPortal.Access.Factors;

namespace InventoryPortal.Api;

/// <summary>Gives every error under /api the shape of a problem document, whoever made it: routing, sign-in, limits, a bug.</summary>
internal sealed class ProblemPipeline(StorageFaults faults, ILogger<ProblemPipeline> log) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody reads an answer.
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Problem.Of(context, e.StatusCode).WriteAsync(context);
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerFaultAsync(context, e);
            return;
        }
        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 })
        {
            await Of(context).WriteAsync(context);
        }
    }

    private static Problem Of(HttpContext context) =>
        context.Features.Get<RequestRefusal>() is { } told ? Problem.Of(context, told.Refusal) : Problem.Of(context, context.Response.StatusCode);

    private async Task AnswerFaultAsync(HttpContext context, Exception e)
    {
        var refusal = await faults.ExplainAsync(e, context.RequestAborted);
        log.LogError(e, "{Method} {Path} failed.", context.Request.Method, context.Request.Path.Value);
        context.Response.Clear();
        var problem = refusal is null ? Problem.Of(context, StatusCodes.Status500InternalServerError) : Problem.Of(context, refusal);
        await problem.WriteAsync(context);
    }
}
