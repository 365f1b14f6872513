/// The composition root: wires the parts together and runs the command that the arguments name.
public enum RapportApp {
    public static func main() async {}
}
