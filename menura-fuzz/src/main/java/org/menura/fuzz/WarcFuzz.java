package org.menura.fuzz;

import org.menura.data.html.HtmlExtractor;
import org.menura.data.warc.ByteArrayChannel;
import org.menura.data.warc.HtmlCharset;
import org.menura.data.warc.HttpResponse;
import org.menura.data.warc.WarcReader;
import org.menura.data.warc.WarcRecord;

/** {@link WarcReader} over arbitrary bytes, on to the bodies of responses and the text of their pages. */
public final class WarcFuzz {
    private static final int LIMIT = 1 << 20;

    private WarcFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try (WarcReader reader = WarcReader.of("input", new ByteArrayChannel(input), LIMIT, WarcFuzz::check)) {
            for (WarcRecord record = reader.next(); record != null; record = reader.next()) {
                HttpResponse response = record.response();
                if (response != null) {
                    String page = HtmlCharset.decode(response.body(LIMIT).bytes(), response.charset());
                    HtmlExtractor.extract(page, String.valueOf(record.uri()));
                }
            }
        }
    }

    private static void check(String fault) {
        if (fault.isBlank() || fault.indexOf('\n') >= 0 || fault.length() > 500) {
            throw new AssertionError("not one sentence: " + fault);
        }
    }
}
