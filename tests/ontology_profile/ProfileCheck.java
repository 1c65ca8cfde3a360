import java.io.File;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.HermiT.datatypes.UnsupportedDatatypeException;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * Says what the OWL API and HermiT find wrong with an ontology in RDF/XML.
 *
 * Prints one complaint a line, then the number of logical axioms that it read, so that silence
 * is never taken for success. The exit code is 0 whether or not there are complaints.
 */
public class ProfileCheck {
    public static void main(String[] arguments) throws Exception {
        OWLOntology ontology = OWLManager.createOWLOntologyManager()
                .loadOntologyFromOntologyDocument(new File(arguments[0]));
        for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
            for (OWLProfileViolation violation : profile.checkOntology(ontology).getViolations()) {
                System.out.println("not in " + profile.getName() + ": " + violation);
            }
        }
        try {
            reason(ontology);
        } catch (IllegalArgumentException | UnsupportedDatatypeException refusal) {
            System.out.println("beyond HermiT: " + refusal.getMessage().replace('\n', ' '));
        }
        System.out.println("logical axioms: " + ontology.getLogicalAxiomCount());
    }

    private static void reason(OWLOntology ontology) {
        Reasoner reasoner = new Reasoner(ontology);
        if (!reasoner.isConsistent()) {
            System.out.println("inconsistent");
            return;
        }
        for (OWLClass bad : reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()) {
            System.out.println("unsatisfiable: " + bad);
        }
    }
}
