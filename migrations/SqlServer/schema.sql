IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Activity] (
        [Id] bigint NOT NULL IDENTITY,
        [At] datetimeoffset NOT NULL,
        [ActorKind] nvarchar(24) NOT NULL,
        [ActorId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ActorName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Action] nvarchar(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Subject] nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Before] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [After] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [Allowed] bit NOT NULL,
        [OperationId] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
        CONSTRAINT [PK_Activity] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [ApiKeys] (
        [Id] bigint NOT NULL IDENTITY,
        [Name] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Hash] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Hint] nvarchar(4) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Role] nvarchar(24) NOT NULL,
        [Channels] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [ExpiresAt] datetimeoffset NULL,
        [RevokedAt] datetimeoffset NULL,
        CONSTRAINT [PK_ApiKeys] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Channels] (
        [Id] bigint NOT NULL IDENTITY,
        [Key] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Kind] nvarchar(24) NOT NULL,
        [Name] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [State] nvarchar(24) NOT NULL,
        [StateReason] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [Weight] int NOT NULL,
        [FirstLink] nvarchar(24) NOT NULL,
        [Drift] nvarchar(24) NOT NULL,
        [GuardPercent] int NOT NULL,
        [CountsFrom] datetimeoffset NOT NULL,
        [ClockAheadMs] bigint NOT NULL,
        [SettingsJson] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProtectedCredentials] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [CredentialHint] nvarchar(10) COLLATE Latin1_General_100_BIN2 NULL,
        [LastConfirmedAt] datetimeoffset NULL,
        [LastEventAt] datetimeoffset NULL,
        [LastPolledAt] datetimeoffset NULL,
        [WebhooksOkAt] datetimeoffset NULL,
        [WebhooksCheckedAt] datetimeoffset NULL,
        [NotBefore] datetimeoffset NULL,
        [Version] bigint NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Channels] PRIMARY KEY ([Id]),
        CONSTRAINT [CK_Channels_GuardPercent] CHECK ([GuardPercent] BETWEEN 0 AND 100),
        CONSTRAINT [CK_Channels_Weight] CHECK ([Weight] >= 0)
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Cursors] (
        [Name] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Value] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        [LeaseUntil] datetimeoffset NULL,
        CONSTRAINT [PK_Cursors] PRIMARY KEY ([Name])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [DataProtectionKeys] (
        [Id] int NOT NULL IDENTITY,
        [FriendlyName] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [Xml] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_DataProtectionKeys] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [ErrorLog] (
        [Id] bigint NOT NULL IDENTITY,
        [Type] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Message] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Context] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [Severity] nvarchar(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [TraceId] nvarchar(64) COLLATE Latin1_General_100_BIN2 NULL,
        [At] datetimeoffset NOT NULL,
        CONSTRAINT [PK_ErrorLog] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [IdempotencyKeys] (
        [Scope] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [BodyHash] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Status] int NOT NULL,
        [Answer] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_IdempotencyKeys] PRIMARY KEY ([Scope])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Products] (
        [Id] bigint NOT NULL IDENTITY,
        [Sku] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [SkuNormalised] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Barcode] nvarchar(50) COLLATE Latin1_General_100_BIN2 NULL,
        [Name] nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Description] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [SearchText] nvarchar(460) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [OnHand] int NOT NULL,
        [Reserved] int NOT NULL,
        [Available] AS [OnHand] - [Reserved] PERSISTED,
        [LowStockThreshold] int NOT NULL,
        [Buffer] int NOT NULL,
        [IsActive] bit NOT NULL,
        [Version] bigint NOT NULL,
        [StockVersion] bigint NOT NULL,
        [LastCountAt] datetimeoffset NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Products] PRIMARY KEY ([Id]),
        CONSTRAINT [CK_Products_Buffer] CHECK ([Buffer] >= 0),
        CONSTRAINT [CK_Products_LowStockThreshold] CHECK ([LowStockThreshold] >= 0)
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Users] (
        [Id] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Role] nvarchar(24) NOT NULL,
        [IsDisabled] bit NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [LastSignInAt] datetimeoffset NULL,
        [UserName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [NormalizedUserName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [Email] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [NormalizedEmail] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [EmailConfirmed] bit NOT NULL,
        [PasswordHash] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [SecurityStamp] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [ConcurrencyStamp] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [PhoneNumber] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [PhoneNumberConfirmed] bit NOT NULL,
        [TwoFactorEnabled] bit NOT NULL,
        [LockoutEnd] datetimeoffset NULL,
        [LockoutEnabled] bit NOT NULL,
        [AccessFailedCount] int NOT NULL,
        CONSTRAINT [PK_Users] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [InboundEvents] (
        [Id] bigint NOT NULL IDENTITY,
        [ChannelId] bigint NOT NULL,
        [EventKey] nvarchar(260) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Topic] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [SubjectId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NULL,
        [Body] varbinary(max) NOT NULL,
        [HeadersJson] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [ReceivedAt] datetimeoffset NOT NULL,
        [Status] nvarchar(24) NOT NULL,
        [Attempts] int NOT NULL,
        [NextAttemptAt] datetimeoffset NULL,
        [LeaseUntil] datetimeoffset NULL,
        [HandledAt] datetimeoffset NULL,
        [Reason] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_InboundEvents] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_InboundEvents_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [SyncAttempts] (
        [Id] bigint NOT NULL IDENTITY,
        [ChannelId] bigint NOT NULL,
        [Route] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Items] int NOT NULL,
        [StartedAt] datetimeoffset NOT NULL,
        [DurationMs] int NOT NULL,
        [Status] int NULL,
        [Applied] int NOT NULL,
        [Rejected] int NOT NULL,
        [Retried] int NOT NULL,
        [Unknown] int NOT NULL,
        [Target] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
        [Request] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [Answer] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [Error] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_SyncAttempts] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_SyncAttempts_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Alerts] (
        [Id] bigint NOT NULL IDENTITY,
        [Kind] nvarchar(24) NOT NULL,
        [State] nvarchar(24) NOT NULL,
        [OpenKey] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [CauseKey] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProductId] bigint NULL,
        [ChannelId] bigint NULL,
        [Subject] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Message] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Count] int NOT NULL,
        [FirstAt] datetimeoffset NOT NULL,
        [LastAt] datetimeoffset NOT NULL,
        [AcknowledgedBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [AcknowledgedAt] datetimeoffset NULL,
        [Note] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [ResolvedAt] datetimeoffset NULL,
        CONSTRAINT [PK_Alerts] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Alerts_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Alerts_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Listings] (
        [Id] bigint NOT NULL IDENTITY,
        [ChannelId] bigint NOT NULL,
        [ExternalId] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ExternalSku] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [ExternalSkuNormalised] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [Barcode] nvarchar(50) COLLATE Latin1_General_100_BIN2 NULL,
        [Title] nvarchar(300) COLLATE Latin1_General_100_BIN2 NULL,
        [StockState] nvarchar(24) NOT NULL,
        [ProductId] bigint NULL,
        [LinkState] nvarchar(24) NOT NULL,
        [Weight] int NULL,
        [Mode] nvarchar(24) NOT NULL,
        [Min] int NOT NULL,
        [Max] int NULL,
        [Buffer] int NOT NULL,
        [FixedQuantity] int NOT NULL,
        [SyncEnabled] bit NOT NULL,
        [AwaitsApproval] bit NOT NULL,
        [Desired] int NULL,
        [DesiredRevision] bigint NOT NULL,
        [DesiredAt] datetimeoffset NULL,
        [Sent] int NULL,
        [SentRevision] bigint NOT NULL,
        [SentAt] datetimeoffset NULL,
        [Confirmed] int NULL,
        [ConfirmedRevision] bigint NOT NULL,
        [ConfirmedAt] datetimeoffset NULL,
        [Observed] int NULL,
        [ObservedAt] datetimeoffset NULL,
        [ToldSinceConfirm] int NOT NULL,
        [LastSaleAt] datetimeoffset NULL,
        [UnseenCredit] int NOT NULL,
        [UnseenAt] datetimeoffset NULL,
        [InFlight] int NULL,
        [OutcomeUnknown] bit NOT NULL,
        [DueAt] datetimeoffset NULL,
        [Attempts] int NOT NULL,
        [IsDead] bit NOT NULL,
        [IsDrifted] bit NOT NULL,
        [LastError] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [LeaseToken] bigint NOT NULL,
        [LeaseUntil] datetimeoffset NULL,
        [Version] bigint NOT NULL,
        [SeenAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Listings] PRIMARY KEY ([Id]),
        CONSTRAINT [CK_Listings_Revisions] CHECK ([ConfirmedRevision] <= [DesiredRevision] AND [SentRevision] <= [DesiredRevision]),
        CONSTRAINT [CK_Listings_Rules] CHECK ([Min] >= 0 AND [Buffer] >= 0 AND [FixedQuantity] >= 0 AND ([Max] IS NULL OR [Max] >= 0) AND ([Weight] IS NULL OR [Weight] >= 0)),
        CONSTRAINT [FK_Listings_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Listings_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Movements] (
        [Id] bigint NOT NULL IDENTITY,
        [ProductId] bigint NOT NULL,
        [Kind] nvarchar(24) NOT NULL,
        [Delta] int NOT NULL,
        [ReservedDelta] int NOT NULL,
        [OnHandAfter] int NOT NULL,
        [ReservedAfter] int NOT NULL,
        [CauseType] nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [CauseId] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [IdempotencyKey] nvarchar(260) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ChannelId] bigint NULL,
        [Reference] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [ActorKind] nvarchar(24) NOT NULL,
        [ActorId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ActorName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Reason] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [Note] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [OccurredAt] datetimeoffset NOT NULL,
        [RecordedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Movements] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Movements_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Movements_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Reservations] (
        [Id] bigint NOT NULL IDENTITY,
        [ProductId] bigint NOT NULL,
        [Quantity] int NOT NULL,
        [Reference] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ChannelId] bigint NULL,
        [State] nvarchar(24) NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [ExpiresAt] datetimeoffset NULL,
        [ClosedAt] datetimeoffset NULL,
        CONSTRAINT [PK_Reservations] PRIMARY KEY ([Id]),
        CONSTRAINT [CK_Reservations_Quantity] CHECK ([Quantity] > 0),
        CONSTRAINT [FK_Reservations_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Reservations_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [SyncJobs] (
        [Id] bigint NOT NULL IDENTITY,
        [Kind] nvarchar(24) NOT NULL,
        [ChannelId] bigint NULL,
        [ProductId] bigint NULL,
        [Payload] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NULL,
        [Status] nvarchar(24) NOT NULL,
        [Outcome] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [Attempts] int NOT NULL,
        [MaxAttempts] int NOT NULL,
        [ScheduledFor] datetimeoffset NOT NULL,
        [StartedAt] datetimeoffset NULL,
        [CompletedAt] datetimeoffset NULL,
        [Error] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [ProgressDone] int NOT NULL,
        [ProgressTotal] int NOT NULL,
        [CancelRequested] bit NOT NULL,
        [LeaseToken] bigint NOT NULL,
        [LeaseUntil] datetimeoffset NULL,
        [CreatedBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_SyncJobs] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_SyncJobs_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_SyncJobs_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserClaims] (
        [Id] int NOT NULL IDENTITY,
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ClaimType] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [ClaimValue] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_AspNetUserClaims] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AspNetUserClaims_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserLogins] (
        [LoginProvider] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProviderKey] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProviderDisplayName] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        CONSTRAINT [PK_AspNetUserLogins] PRIMARY KEY ([LoginProvider], [ProviderKey]),
        CONSTRAINT [FK_AspNetUserLogins_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserTokens] (
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [LoginProvider] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Name] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Value] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_AspNetUserTokens] PRIMARY KEY ([UserId], [LoginProvider], [Name]),
        CONSTRAINT [FK_AspNetUserTokens_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [Discrepancies] (
        [Id] bigint NOT NULL IDENTITY,
        [ListingId] bigint NOT NULL,
        [ChannelId] bigint NOT NULL,
        [Expected] int NOT NULL,
        [Observed] int NOT NULL,
        [FirstSeenAt] datetimeoffset NOT NULL,
        [ConfirmedAt] datetimeoffset NULL,
        [Resolution] nvarchar(20) COLLATE Latin1_General_100_BIN2 NULL,
        [ResolvedAt] datetimeoffset NULL,
        CONSTRAINT [PK_Discrepancies] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Discrepancies_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Discrepancies_Listings_ListingId] FOREIGN KEY ([ListingId]) REFERENCES [Listings] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE TABLE [OrderLines] (
        [Id] bigint NOT NULL IDENTITY,
        [ChannelId] bigint NOT NULL,
        [OrderId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [LineId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ExternalId] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [ExternalSku] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [Title] nvarchar(300) COLLATE Latin1_General_100_BIN2 NULL,
        [Status] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ListingId] bigint NULL,
        [ProductId] bigint NULL,
        [Ordered] int NOT NULL,
        [Reserved] int NOT NULL,
        [Sold] int NOT NULL,
        [Returned] int NOT NULL,
        [Taken] int NOT NULL,
        [TargetReserved] int NOT NULL,
        [TargetSold] int NOT NULL,
        [TargetReturned] int NOT NULL,
        [TargetTaken] int NOT NULL,
        [Sequence] int NOT NULL,
        [SourceVersion] bigint NOT NULL,
        [State] nvarchar(24) NOT NULL,
        [PlacedAt] datetimeoffset NOT NULL,
        [ReservedUntil] datetimeoffset NULL,
        [FirstSeenAt] datetimeoffset NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        [Version] bigint NOT NULL,
        CONSTRAINT [PK_OrderLines] PRIMARY KEY ([Id]),
        CONSTRAINT [CK_OrderLines_Quantities] CHECK ([Ordered] >= 0 AND [Reserved] >= 0 AND [Sold] >= 0 AND [Returned] >= 0),
        CONSTRAINT [CK_OrderLines_Returned] CHECK ([Returned] <= [Sold]),
        CONSTRAINT [FK_OrderLines_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_OrderLines_Listings_ListingId] FOREIGN KEY ([ListingId]) REFERENCES [Listings] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_OrderLines_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Activity_ActorId_At] ON [Activity] ([ActorId], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Activity_At] ON [Activity] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Alerts_ChannelId] ON [Alerts] ([ChannelId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [IX_Alerts_OpenKey] ON [Alerts] ([OpenKey]) WHERE [OpenKey] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Alerts_ProductId] ON [Alerts] ([ProductId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Alerts_State_LastAt] ON [Alerts] ([State], [LastAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ApiKeys_Hash] ON [ApiKeys] ([Hash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUserClaims_UserId] ON [AspNetUserClaims] ([UserId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUserLogins_UserId] ON [AspNetUserLogins] ([UserId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Channels_Key] ON [Channels] ([Key]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Discrepancies_ChannelId_ResolvedAt] ON [Discrepancies] ([ChannelId], [ResolvedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Discrepancies_ListingId_ResolvedAt] ON [Discrepancies] ([ListingId], [ResolvedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_ErrorLog_At] ON [ErrorLog] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_IdempotencyKeys_CreatedAt] ON [IdempotencyKeys] ([CreatedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_InboundEvents_ChannelId_EventKey] ON [InboundEvents] ([ChannelId], [EventKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_InboundEvents_ChannelId_SubjectId] ON [InboundEvents] ([ChannelId], [SubjectId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_InboundEvents_Status_Id] ON [InboundEvents] ([Status], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Listings_ChannelId_DueAt] ON [Listings] ([ChannelId], [DueAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Listings_ChannelId_ExternalId] ON [Listings] ([ChannelId], [ExternalId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Listings_ChannelId_ExternalSkuNormalised] ON [Listings] ([ChannelId], [ExternalSkuNormalised]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Listings_ChannelId_LinkState] ON [Listings] ([ChannelId], [LinkState]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Listings_ProductId] ON [Listings] ([ProductId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Movements_ChannelId] ON [Movements] ([ChannelId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Movements_IdempotencyKey] ON [Movements] ([IdempotencyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Movements_ProductId_Id] ON [Movements] ([ProductId], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Movements_RecordedAt] ON [Movements] ([RecordedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_OrderLines_ChannelId_ExternalId_State] ON [OrderLines] ([ChannelId], [ExternalId], [State]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OrderLines_ChannelId_OrderId_LineId] ON [OrderLines] ([ChannelId], [OrderId], [LineId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_OrderLines_ListingId] ON [OrderLines] ([ListingId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_OrderLines_ProductId] ON [OrderLines] ([ProductId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_OrderLines_State_ReservedUntil] ON [OrderLines] ([State], [ReservedUntil]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Products_Available] ON [Products] ([Available]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Products_Barcode] ON [Products] ([Barcode]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Products_Name] ON [Products] ([Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Products_SkuNormalised] ON [Products] ([SkuNormalised]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Products_UpdatedAt] ON [Products] ([UpdatedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Reservations_ChannelId] ON [Reservations] ([ChannelId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Reservations_ProductId] ON [Reservations] ([ProductId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_Reservations_State_ExpiresAt] ON [Reservations] ([State], [ExpiresAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_SyncAttempts_ChannelId_Id] ON [SyncAttempts] ([ChannelId], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_SyncAttempts_StartedAt] ON [SyncAttempts] ([StartedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_SyncJobs_ChannelId] ON [SyncJobs] ([ChannelId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_SyncJobs_ProductId] ON [SyncJobs] ([ProductId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [IX_SyncJobs_Status_ScheduledFor] ON [SyncJobs] ([Status], [ScheduledFor]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    CREATE INDEX [EmailIndex] ON [Users] ([NormalizedEmail]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [UserNameIndex] ON [Users] ([NormalizedUserName]) WHERE [NormalizedUserName] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123201121_Initial'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261123201121_Initial', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261125221151_ListingWritesPerDay'
)
BEGIN
    ALTER TABLE [Listings] ADD [WritesDay] int NOT NULL DEFAULT 0;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261125221151_ListingWritesPerDay'
)
BEGIN
    ALTER TABLE [Listings] ADD [WritesThatDay] int NOT NULL DEFAULT 0;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261125221151_ListingWritesPerDay'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261125221151_ListingWritesPerDay', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126000203_SavedViews'
)
BEGIN
    CREATE TABLE [Preferences] (
        [OwnerId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Name] nvarchar(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Value] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Preferences] PRIMARY KEY ([OwnerId], [Name])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126000203_SavedViews'
)
BEGIN
    CREATE TABLE [SavedViews] (
        [Id] bigint NOT NULL IDENTITY,
        [OwnerId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [OwnerName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Name] nvarchar(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Query] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [IsShared] bit NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_SavedViews] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126000203_SavedViews'
)
BEGIN
    CREATE INDEX [IX_SavedViews_IsShared] ON [SavedViews] ([IsShared]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126000203_SavedViews'
)
BEGIN
    CREATE UNIQUE INDEX [IX_SavedViews_OwnerId_Name] ON [SavedViews] ([OwnerId], [Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126000203_SavedViews'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126000203_SavedViews', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126045947_ListingShowsBy'
)
BEGIN
    ALTER TABLE [Listings] ADD [ShowsBy] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126045947_ListingShowsBy'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126045947_ListingShowsBy', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126052929_ShadowMode'
)
BEGIN
    ALTER TABLE [Channels] ADD [Shadow] bit NOT NULL DEFAULT CAST(0 AS bit);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126052929_ShadowMode'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126052929_ShadowMode', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [AssignedTo] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [IsAnnounced] bit NOT NULL DEFAULT CAST(1 AS bit);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [NoticeDueAt] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [Renotified] int NOT NULL DEFAULT 0;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [Reopened] int NOT NULL DEFAULT 0;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    ALTER TABLE [Alerts] ADD [SnoozedUntil] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE TABLE [AlertDestinations] (
        [Id] bigint NOT NULL IDENTITY,
        [Name] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Kind] nvarchar(24) NOT NULL,
        [Address] nvarchar(320) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProtectedSecret] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [Language] nvarchar(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [LeastSeverity] nvarchar(24) NOT NULL,
        [Kinds] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [Channels] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
        [Skus] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
        [QuietFrom] int NULL,
        [QuietTo] int NULL,
        [TimeZone] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Digest] nvarchar(24) NOT NULL,
        [IsEnabled] bit NOT NULL,
        [BrokenReason] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [LeaseUntil] datetimeoffset NULL,
        [RetryAt] datetimeoffset NULL,
        [LeaseToken] bigint NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [Version] bigint NOT NULL,
        CONSTRAINT [PK_AlertDestinations] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE TABLE [AlertDeliveries] (
        [Id] bigint NOT NULL IDENTITY,
        [AlertId] bigint NOT NULL,
        [DestinationId] bigint NOT NULL,
        [Occasion] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [State] nvarchar(24) NOT NULL,
        [IsGathered] bit NOT NULL,
        [MessageKey] nvarchar(40) COLLATE Latin1_General_100_BIN2 NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [DueAt] datetimeoffset NOT NULL,
        [Attempts] int NOT NULL,
        [FirstTriedAt] datetimeoffset NULL,
        [EndedAt] datetimeoffset NULL,
        [LastError] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        CONSTRAINT [PK_AlertDeliveries] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AlertDeliveries_AlertDestinations_DestinationId] FOREIGN KEY ([DestinationId]) REFERENCES [AlertDestinations] ([Id]) ON DELETE CASCADE,
        CONSTRAINT [FK_AlertDeliveries_Alerts_AlertId] FOREIGN KEY ([AlertId]) REFERENCES [Alerts] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE INDEX [IX_Alerts_NoticeDueAt] ON [Alerts] ([NoticeDueAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE UNIQUE INDEX [IX_AlertDeliveries_AlertId_DestinationId_Occasion] ON [AlertDeliveries] ([AlertId], [DestinationId], [Occasion]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE INDEX [IX_AlertDeliveries_DestinationId_State_DueAt] ON [AlertDeliveries] ([DestinationId], [State], [DueAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    CREATE UNIQUE INDEX [IX_AlertDestinations_Name] ON [AlertDestinations] ([Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126194803_AlertDeliveries'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126194803_AlertDeliveries', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126211017_ListingGroup'
)
BEGIN
    ALTER TABLE [Listings] ADD [GroupId] nvarchar(50) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126211017_ListingGroup'
)
BEGIN
    CREATE INDEX [IX_Listings_ChannelId_GroupId] ON [Listings] ([ChannelId], [GroupId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126211017_ListingGroup'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126211017_ListingGroup', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    ALTER TABLE [Products] ADD [BufferFollowsRisk] bit NOT NULL DEFAULT CAST(0 AS bit);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    ALTER TABLE [Products] ADD [FlashSince] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE TABLE [Oversells] (
        [Id] bigint NOT NULL IDENTITY,
        [ProductId] bigint NOT NULL,
        [MovementKey] nvarchar(260) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ChannelId] bigint NULL,
        [ListingId] bigint NULL,
        [Reference] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [Units] int NOT NULL,
        [AvailableBefore] int NOT NULL,
        [AvailableAfter] int NOT NULL,
        [Heard] nvarchar(24) NOT NULL,
        [Mode] nvarchar(24) NULL,
        [WasSteered] bit NOT NULL,
        [ShownAfter] int NULL,
        [OpenUpTo] int NULL,
        [ConfirmedAt] datetimeoffset NULL,
        [OccurredAt] datetimeoffset NOT NULL,
        [RecordedAt] datetimeoffset NOT NULL,
        [Cause] nvarchar(24) NULL,
        [Culprit] bigint NULL,
        [DelayMs] bigint NOT NULL,
        [PreventingBuffer] int NULL,
        [SplitPrevents] bit NOT NULL,
        [BufferMissed] bigint NULL,
        [SplitMissed] bigint NULL,
        [CostDays] int NOT NULL,
        [ExaminedAt] datetimeoffset NULL,
        CONSTRAINT [PK_Oversells] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Oversells_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Oversells_Products_ProductId] FOREIGN KEY ([ProductId]) REFERENCES [Products] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Products_BufferFollowsRisk] ON [Products] ([BufferFollowsRisk]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Products_FlashSince] ON [Products] ([FlashSince]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Oversells_ChannelId] ON [Oversells] ([ChannelId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Oversells_ExaminedAt] ON [Oversells] ([ExaminedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Oversells_MovementKey] ON [Oversells] ([MovementKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Oversells_ProductId_Id] ON [Oversells] ([ProductId], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    CREATE INDEX [IX_Oversells_RecordedAt] ON [Oversells] ([RecordedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126230639_Risk'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126230639_Risk', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001939_DueTraceAndSettings'
)
BEGIN
    ALTER TABLE [Listings] ADD [DueTrace] nvarchar(55) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001939_DueTraceAndSettings'
)
BEGIN
    CREATE TABLE [Settings] (
        [Key] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Value] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_Settings] PRIMARY KEY ([Key])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001939_DueTraceAndSettings'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127001939_DueTraceAndSettings', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    ALTER TABLE [ErrorLog] ADD [Cause] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    ALTER TABLE [ErrorLog] ADD [LastAt] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    ALTER TABLE [ErrorLog] ADD [Times] int NOT NULL DEFAULT 1;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE TABLE [ChannelGaps] (
        [Id] bigint NOT NULL IDENTITY,
        [ChannelId] bigint NOT NULL,
        [FromAt] datetimeoffset NOT NULL,
        [ToAt] datetimeoffset NULL,
        [FromEventId] bigint NOT NULL,
        [Cause] nvarchar(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Expected] float NOT NULL,
        [FoundByPolling] int NOT NULL,
        [Outstanding] int NOT NULL,
        [CertifiedAt] datetimeoffset NULL,
        [AlertId] bigint NULL,
        CONSTRAINT [PK_ChannelGaps] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_ChannelGaps_Alerts_AlertId] FOREIGN KEY ([AlertId]) REFERENCES [Alerts] ([Id]) ON DELETE SET NULL,
        CONSTRAINT [FK_ChannelGaps_Channels_ChannelId] FOREIGN KEY ([ChannelId]) REFERENCES [Channels] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE TABLE [ErrorCauses] (
        [Key] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Severity] nvarchar(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [FirstAt] datetimeoffset NOT NULL,
        [LastAt] datetimeoffset NOT NULL,
        [Count] bigint NOT NULL,
        [LastMessage] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [State] nvarchar(24) NOT NULL,
        [ResolvedBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [ResolvedAt] datetimeoffset NULL,
        [Note] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [Reopened] int NOT NULL,
        CONSTRAINT [PK_ErrorCauses] PRIMARY KEY ([Key])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE INDEX [IX_ErrorLog_Cause_At] ON [ErrorLog] ([Cause], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE INDEX [IX_ChannelGaps_AlertId] ON [ChannelGaps] ([AlertId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE INDEX [IX_ChannelGaps_CertifiedAt] ON [ChannelGaps] ([CertifiedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE INDEX [IX_ChannelGaps_ChannelId_FromAt] ON [ChannelGaps] ([ChannelId], [FromAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    CREATE INDEX [IX_ErrorCauses_LastAt] ON [ErrorCauses] ([LastAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127002419_ErrorCauses'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127002419_ErrorCauses', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010510_Schedules'
)
BEGIN
    CREATE TABLE [Schedules] (
        [Name] nvarchar(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [At] int NULL,
        [PausedSince] datetimeoffset NULL,
        [PausedBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [PauseReason] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [AskedAt] datetimeoffset NULL,
        [AskedBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [BegunAt] datetimeoffset NULL,
        [BegunBy] nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
        [EndedAt] datetimeoffset NULL,
        [Outcome] nvarchar(24) NULL,
        [Reason] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
        [RunsJson] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Version] bigint NOT NULL,
        CONSTRAINT [PK_Schedules] PRIMARY KEY ([Name])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010510_Schedules'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127010510_Schedules', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE TABLE [ImportColumns] (
        [Id] bigint NOT NULL IDENTITY,
        [Kind] nvarchar(24) NOT NULL,
        [Signature] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ColumnsJson] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [UpdatedAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_ImportColumns] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE TABLE [ImportFileParts] (
        [Id] bigint NOT NULL IDENTITY,
        [FileId] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Number] int NOT NULL,
        [Content] varbinary(max) NOT NULL,
        [At] datetimeoffset NOT NULL,
        CONSTRAINT [PK_ImportFileParts] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE TABLE [ImportLines] (
        [Id] bigint NOT NULL,
        [Line] int NOT NULL,
        [Subject] nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Verdict] nvarchar(24) NOT NULL,
        [Code] nvarchar(40) COLLATE Latin1_General_100_BIN2 NULL,
        [Detail] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [TargetId] bigint NULL,
        [Before] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [After] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [Version] bigint NULL,
        CONSTRAINT [PK_ImportLines] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE TABLE [Imports] (
        [Id] bigint NOT NULL,
        [Kind] nvarchar(24) NOT NULL,
        [Stage] nvarchar(24) NOT NULL,
        [FileName] nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [FileId] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Bytes] bigint NOT NULL,
        [Format] nvarchar(24) NOT NULL,
        [Encoding] nvarchar(24) COLLATE Latin1_General_100_BIN2 NULL,
        [Separator] nvarchar(4) COLLATE Latin1_General_100_BIN2 NULL,
        [HeadersJson] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [ColumnsJson] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
        [Problem] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [TotalsJson] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
        [PreviewJobId] bigint NOT NULL,
        [ApplyJobId] bigint NULL,
        [UndoJobId] bigint NULL,
        [ActorKind] nvarchar(24) NOT NULL,
        [ActorId] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ActorName] nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [AppliedAt] datetimeoffset NULL,
        [UndoneAt] datetimeoffset NULL,
        CONSTRAINT [PK_Imports] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ImportColumns_Kind_Signature] ON [ImportColumns] ([Kind], [Signature]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE INDEX [IX_ImportFileParts_At] ON [ImportFileParts] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ImportFileParts_FileId_Number] ON [ImportFileParts] ([FileId], [Number]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    CREATE INDEX [IX_Imports_CreatedAt] ON [Imports] ([CreatedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127014557_FileImports'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127014557_FileImports', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127032633_ScopesAndKeyUse'
)
BEGIN
    ALTER TABLE [Users] ADD [Channels] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127032633_ScopesAndKeyUse'
)
BEGIN
    ALTER TABLE [ApiKeys] ADD [LastUsedAt] datetimeoffset NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127032633_ScopesAndKeyUse'
)
BEGIN
    ALTER TABLE [Activity] ADD [Channel] nvarchar(40) COLLATE Latin1_General_100_BIN2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127032633_ScopesAndKeyUse'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127032633_ScopesAndKeyUse', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE TABLE [Passkeys] (
        [CredentialId] varbinary(900) NOT NULL,
        [LastUsedAt] datetimeoffset NULL,
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Data] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_Passkeys] PRIMARY KEY ([CredentialId]),
        CONSTRAINT [FK_Passkeys_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE TABLE [SecondFactors] (
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [ProtectedKey] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [LastStep] bigint NOT NULL,
        [RecoveryHashes] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [TurnedOnAt] datetimeoffset NOT NULL,
        CONSTRAINT [PK_SecondFactors] PRIMARY KEY ([UserId]),
        CONSTRAINT [FK_SecondFactors_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE TABLE [Sessions] (
        [Id] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Way] nvarchar(24) NOT NULL,
        [Device] nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Address] nvarchar(45) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [CreatedAt] datetimeoffset NOT NULL,
        [LastSeenAt] datetimeoffset NOT NULL,
        [EndedAt] datetimeoffset NULL,
        CONSTRAINT [PK_Sessions] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Sessions_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE INDEX [IX_Passkeys_UserId] ON [Passkeys] ([UserId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE INDEX [IX_Sessions_LastSeenAt] ON [Sessions] ([LastSeenAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    CREATE INDEX [IX_Sessions_UserId_EndedAt] ON [Sessions] ([UserId], [EndedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127044504_SecondFactorsAndSessions'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127044504_SecondFactorsAndSessions', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073230_AccountLetters'
)
BEGIN
    CREATE TABLE [AccountLetters] (
        [Id] bigint NOT NULL IDENTITY,
        [UserId] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Address] nvarchar(320) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [Notice] nvarchar(24) NOT NULL,
        [At] datetimeoffset NOT NULL,
        [MessageKey] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
        [State] nvarchar(24) NOT NULL,
        [DueAt] datetimeoffset NOT NULL,
        [Attempts] int NOT NULL,
        [FirstTriedAt] datetimeoffset NULL,
        [EndedAt] datetimeoffset NULL,
        [LastError] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NULL,
        [LeaseUntil] datetimeoffset NULL,
        [LeaseToken] bigint NOT NULL,
        CONSTRAINT [PK_AccountLetters] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AccountLetters_Users_UserId] FOREIGN KEY ([UserId]) REFERENCES [Users] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073230_AccountLetters'
)
BEGIN
    CREATE INDEX [IX_AccountLetters_At] ON [AccountLetters] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073230_AccountLetters'
)
BEGIN
    CREATE INDEX [IX_AccountLetters_State_DueAt] ON [AccountLetters] ([State], [DueAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073230_AccountLetters'
)
BEGIN
    CREATE INDEX [IX_AccountLetters_UserId_Notice_At] ON [AccountLetters] ([UserId], [Notice], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073230_AccountLetters'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127073230_AccountLetters', N'10.0.14');
END;

COMMIT;
GO

