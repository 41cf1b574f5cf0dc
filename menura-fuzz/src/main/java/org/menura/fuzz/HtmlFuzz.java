package org.menura.fuzz;

import org.menura.data.html.HtmlExtractor;
import org.menura.data.warc.HtmlCharset;

/** {@link HtmlExtractor} over arbitrary pages in whatever charset they seem to be. */
public final class HtmlFuzz {
    private HtmlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HtmlExtractor.extract(HtmlCharset.decode(input, null), "http://example.org/");
    }
}
