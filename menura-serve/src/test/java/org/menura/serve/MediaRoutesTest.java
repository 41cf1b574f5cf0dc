package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.serve.model.ModelEntry;

/** Pictures and sounds in chats, and pictures that are drawn. */
@Tag("slow")
@Timeout(180)
class MediaRoutesTest {
    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("omni", TestModels.OMNI)));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String square(int rgb) throws Exception {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static String see(String png) throws Exception {
        Client.Answer answer = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%s'}},{'type':'text','text':'What is this?'}]}],'temperature':0,'max_tokens':16}"
                        .formatted(png));
        assertEquals(200, answer.status(), answer.text());
        return answer.json().at("/choices/0/message/content").asText();
    }

    @Test
    void picturesAreSeen() throws Exception {
        assertFalse(see(square(0xff0000)).isBlank());
        JsonNode message = client.post(
                        "/v1/messages",
                        "{'model':'omni','max_tokens':16,'temperature':0,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%s'}},{'type':'text','text':'What is this?'}]}]}"
                                .formatted(square(0xff0000)))
                .json();
        assertEquals(
                see(square(0xff0000)).strip(),
                message.at("/content/0/text").asText().strip());
        JsonNode ollama = client.post(
                        "/api/chat",
                        "{'model':'omni','stream':false,'options':{'temperature':0,'num_predict':16},'messages':[{'role':'user','content':'What is this?','images':['%s']}]}"
                                .formatted(square(0xff0000)))
                .json();
        assertFalse(ollama.at("/message/content").asText().isBlank(), ollama.toString());
    }

    @Test
    void soundsAreHeard() throws Exception {
        byte[] wav = Files.readAllBytes(Path.of("../testdata/audio/chirp.wav"));
        Client.Answer answer = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'%s','format':'wav'}},{'type':'text','text':'What do you hear?'}]}],'temperature':0,'max_tokens':8}"
                        .formatted(Base64.getEncoder().encodeToString(wav)));
        assertEquals(200, answer.status(), answer.text());
        assertFalse(answer.json().at("/choices/0/message/content").asText().isBlank());
    }

    @Test
    void damagedPicturesAreErrorsOfTheirPart() throws Exception {
        Client.Answer answer = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo='}}]}]}");
        assertEquals(400, answer.status(), answer.text());
        assertEquals("messages[0]", answer.error().path("param").asText());
    }

    private static void assertPicture(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertTrue(image.getWidth() >= 16, "a picture");
    }

    @Test
    void picturesAreDrawnInAnswersAndStreams() throws Exception {
        String draw = "'messages':[{'role':'user','content':'Draw a red circle.'}],'temperature':0,'seed':1";
        JsonNode message = client.post("/v1/chat/completions", "{%s}".formatted(draw))
                .json()
                .at("/choices/0/message");
        String url = message.at("/images/0/image_url/url").asText();
        assertTrue(url.startsWith("data:image/png;base64,"), message.toString());
        assertPicture(Base64.getDecoder().decode(url.substring(22)));
        List<JsonNode> events = client.post("/v1/chat/completions", "{%s,'stream':true}".formatted(draw))
                .events();
        assertEquals(
                message.path("content").asText(),
                events.stream()
                        .map(e -> e.at("/choices/0/delta/content").asText())
                        .collect(Collectors.joining()));
        assertEquals(
                List.of(url),
                events.stream()
                        .map(e ->
                                e.at("/choices/0/delta/images/0/image_url/url").asText())
                        .filter(u -> !u.isEmpty())
                        .toList());
    }

    @Test
    void picturesAreGenerated() throws Exception {
        String ask = "{'prompt':'a red circle','seed':3,'steps':4}";
        Client.Answer answer = client.post("/v1/images/generations", ask);
        assertEquals(200, answer.status(), answer.text());
        byte[] png =
                Base64.getDecoder().decode(answer.json().at("/data/0/b64_json").asText());
        assertPicture(png);
        assertEquals(
                answer.json().at("/data/0/b64_json"),
                client.post("/v1/images/generations", ask).json().at("/data/0/b64_json"),
                "the same seed draws the same");
        assertEquals(
                "size",
                client.post("/v1/images/generations", "{'prompt':'a','size':'big'}")
                        .error()
                        .path("param")
                        .asText());
        assertEquals(
                "clip_skip",
                client.post("/v1/images/generations", "{'prompt':'a','clip_skip':-1}")
                        .error()
                        .path("param")
                        .asText());
        Client.Answer skips = client.post("/v1/images/generations", "{'prompt':'a','steps':1,'clip_skip':1}");
        assertEquals(400, skips.status(), skips.text());
        assertTrue(skips.text().contains("has no layers to leave out"), skips.text());
        assertEquals(
                "style",
                client.post("/v1/images/generations", "{'prompt':'a','style':'vivid'}")
                        .error()
                        .path("param")
                        .asText());
    }

    @Test
    void picturesFarLargerThanTheModelsAreRefusedAtOnce() throws Exception {
        Client.Answer answer = client.post("/v1/images/generations", "{'prompt':'a red circle','size':'1024x1024'}");
        assertEquals(400, answer.status(), answer.text());
        assertEquals("size", answer.error().path("param").asText());
        assertTrue(answer.error().path("message").asText().contains("draws 32x32"), answer.text());
    }
}
