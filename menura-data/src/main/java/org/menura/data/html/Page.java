package org.menura.data.html;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was extracted from a page.
 *
 * @param title the title of what the text is about, or an empty string
 * @param text paragraphs with an empty line between them; lists, tables and code keep their lines
 * @param language the language tag that the page gives itself ({@code html lang}), or null
 * @param links absolute addresses that the whole page links to, each once, in its order
 */
public record Page(String title, String text, @Nullable String language, List<String> links) {
    /** Keeps a copy of the links. */
    public Page {
        links = List.copyOf(links);
    }
}
