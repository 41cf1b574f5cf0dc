package org.menura.data.tag;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.menura.format.FormatException;

/** Measures how unlikely a language model finds texts. One instance serves all threads. */
public interface TextPerplexity extends AutoCloseable {
    /**
     * Opens models. Implementations are named in {@code META-INF/services}: corpora know no models themselves.
     */
    interface Provider {
        /**
         * Opens a model.
         *
         * @param model a folder or file of a model
         */
        TextPerplexity open(Path model);
    }

    /** Returns the perplexity of a text: e to the mean negative log-likelihood of its tokens; NaN if it has none. */
    double of(String text);

    @Override
    default void close() {}

    /**
     * Opens a model by the provider on the class path.
     *
     * @throws FormatException if there is none
     */
    static TextPerplexity open(Path model) {
        List<ServiceLoader.Provider<Provider>> providers =
                ServiceLoader.load(Provider.class).stream().toList();
        if (providers.isEmpty()) {
            throw new FormatException(
                    "perplexity takes a part of Menura that runs models, and there is none on the class"
                            + " path; run the plan with the command menura data, or add menura-cli");
        }
        return providers.getFirst().get().open(model);
    }
}
