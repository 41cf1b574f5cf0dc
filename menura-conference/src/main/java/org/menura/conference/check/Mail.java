package org.menura.conference.check;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.menura.format.FormatException;

/** A mail as it lies in a file. */
record Mail(String file, String id, String from, List<String> to, String replyTo, String subject, String body) {
    /** Shared, as each session looks for providers in every jar. */
    private static final Session READING = Session.getInstance(new Properties());

    static Mail read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MimeMessage m = new MimeMessage(READING, in);
            List<String> to = new ArrayList<>();
            if (m.getAllRecipients() != null) {
                for (var a : m.getAllRecipients()) {
                    to.add(address(a.toString()));
                }
            }
            String reply = m.getHeader("In-Reply-To", null);
            String from = m.getFrom() == null ? "" : address(m.getFrom()[0].toString());
            return new Mail(
                    String.valueOf(file.getFileName()),
                    String.valueOf(m.getMessageID()),
                    from,
                    to,
                    reply == null ? "" : reply.strip(),
                    String.valueOf(m.getSubject()),
                    String.valueOf(m.getContent()).replace("\r\n", "\n"));
        } catch (MessagingException e) {
            throw new FormatException("%s is no mail: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static String address(String text) throws MessagingException {
        return new InternetAddress(text).getAddress().toLowerCase(Locale.ROOT);
    }
}
