package org.menura.agent.mind;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.Menura;

/** Opens minds by the names that profiles and commands have for them. */
public final class Minds {
    private static final int MOST_PORT = 65_535;
    private static final String KEY = "OPENAI_API_KEY";

    private Minds() {}

    /**
     * Opens the mind behind an address: that of an API like OpenAI's, with the model's name behind a {@code #}.
     *
     * @param key of the API; null for none
     * @return empty if the name is no address
     * @throws FormatException if the address is malformed
     */
    public static Optional<Mind> remote(String name, @Nullable String key) {
        if (!name.startsWith("http://") && !name.startsWith("https://")) {
            return Optional.empty();
        }
        int mark = name.indexOf('#');
        try {
            URI base = URI.create(mark < 0 ? name : name.substring(0, mark));
            if (base.getHost() == null) {
                throw new FormatException(
                        "'%s' is no address of an API: it names no host, or one that has other signs than letters, digits, - and ."
                                .formatted(name));
            }
            if (base.getPort() > MOST_PORT) {
                throw new FormatException("'%s' is no address of an API: ports end at %d".formatted(name, MOST_PORT));
            }
            return Optional.of(RemoteMind.checked(base, mark < 0 ? "default" : name.substring(mark + 1), key));
        } catch (IllegalArgumentException e) {
            throw new FormatException("'%s' is no address of an API: %s".formatted(name, e.getMessage()), e);
        }
    }

    /**
     * Opens the mind that a profile names: a folder or file of a model beside it, or an address as {@link #remote} takes it, whose
     * key is in the environment's {@code OPENAI_API_KEY}.
     *
     * @throws FormatException if there is no such model
     */
    public static Mind open(String name, Path folder) {
        return remote(name, System.getenv(KEY)).orElseGet(() -> {
            Path model = folder.resolve(name);
            if (!Files.exists(model)) {
                throw new FormatException(
                        "there is no model %s; a profile's 'mind' is a path beside it, or an address".formatted(model));
            }
            return LocalMind.of(Menura.load(model));
        });
    }
}
